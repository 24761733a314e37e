namespace Fleet.Client;

/// <summary>A page of run events, newest first.</summary>
public sealed record FleetRunEventPage
{
    /// <summary>Where the window begins.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Where the window ends.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The environment whose events these are.</summary>
    public string Environment { get; init; } = "";

    /// <summary>How many events come before this page.</summary>
    public long Offset { get; init; }

    /// <summary>How many events fit the filters.</summary>
    public long MatchedTotal { get; init; }

    /// <summary>Whether there are more after this page.</summary>
    public bool Truncated { get; init; }

    /// <summary>The events.</summary>
    public IReadOnlyList<FleetRunEvent> Events { get; init; } = [];

    /// <summary>As of which number of stored events the service read, where it can read as of then again.</summary>
    internal string? AsOf { get; init; }
}
