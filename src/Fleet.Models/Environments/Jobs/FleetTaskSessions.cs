namespace Fleet;

/// <summary>The sessions of a job on one task.</summary>
public sealed record FleetTaskSessions
{
    /// <summary>The key of the task, or its id where the service tells no more.</summary>
    public string? TaskKey { get; init; }

    /// <summary>How many sessions there are.</summary>
    public int TotalSessions { get; init; }

    /// <summary>How many of them passed.</summary>
    public int PassedSessions { get; init; }

    /// <summary>The part that passed, from 0 to 1.</summary>
    public double PassRate { get; init; }

    /// <summary>The mean of the scores, if there are any.</summary>
    public double? AverageScore { get; init; }

    /// <summary>The sessions, without their messages.</summary>
    public FleetTranscript[] Sessions { get; init; } = [];

    /// <summary>The task.</summary>
    /// <returns><see cref="TaskKey"/>.</returns>
    public override string ToString() => TaskKey ?? "";
}
