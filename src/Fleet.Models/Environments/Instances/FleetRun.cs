namespace Fleet;

/// <summary>A run: the instances created with the same run id.</summary>
public sealed record FleetRun
{
    /// <summary>The run's id, chosen by the caller.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The number of running instances.</summary>
    public int RunningCount { get; init; }

    /// <summary>The total number of instances, ended ones included.</summary>
    public int TotalCount { get; init; }

    /// <summary>The creation time of the first instance.</summary>
    public DateTimeOffset? FirstCreatedAt { get; init; }

    /// <summary>The creation time of the last instance.</summary>
    public DateTimeOffset? LastCreatedAt { get; init; }

    /// <summary>The profile that created the run.</summary>
    public string? ProfileId { get; init; }

    /// <summary>True if any instance of the run is running.</summary>
    public bool IsActive => RunningCount > 0;

    /// <summary>The run's id.</summary>
    /// <returns><see cref="RunId"/>.</returns>
    public override string ToString() => RunId;
}
