namespace Fleet;

/// <summary>A run: the instances that were made with the same run id.</summary>
public sealed record FleetRun
{
    /// <summary>The run's id, chosen by the caller.</summary>
    public string RunId { get; init; } = "";

    /// <summary>How many of its instances run now.</summary>
    public int RunningCount { get; init; }

    /// <summary>How many instances it ever had.</summary>
    public int TotalCount { get; init; }

    /// <summary>When its first instance was made.</summary>
    public DateTimeOffset? FirstCreatedAt { get; init; }

    /// <summary>When its last instance was made.</summary>
    public DateTimeOffset? LastCreatedAt { get; init; }

    /// <summary>The profile that made it.</summary>
    public string? ProfileId { get; init; }

    /// <summary>Whether any of its instances run.</summary>
    public bool IsActive => RunningCount > 0;

    /// <summary>The run's id.</summary>
    /// <returns><see cref="RunId"/>.</returns>
    public override string ToString() => RunId;
}
