namespace Fleet;

/// <summary>The sessions of a job on one task.</summary>
public sealed record FleetTaskSessions
{
    /// <summary>The key of the task, or its id if the service reports nothing else.</summary>
    public string? TaskKey { get; init; }

    /// <summary>The number of sessions.</summary>
    public int TotalSessions { get; init; }

    /// <summary>The number of sessions that passed.</summary>
    public int PassedSessions { get; init; }

    /// <summary>The share of sessions that passed, from 0 to 1.</summary>
    public double PassRate { get; init; }

    /// <summary>The average score, if there are any.</summary>
    public double? AverageScore { get; init; }

    /// <summary>The sessions, without their messages.</summary>
    public FleetTranscript[] Sessions { get; init; } = [];

    /// <summary>The task.</summary>
    /// <returns><see cref="TaskKey"/>.</returns>
    public override string ToString() => TaskKey ?? "";
}
