namespace Fleet.Client;

/// <summary>A page of run events, newest first.</summary>
public sealed record FleetRunEventPage
{
    /// <summary>The beginning of the window.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The end of the window.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The environment of the events.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The number of events before this page.</summary>
    public long Offset { get; init; }

    /// <summary>The number of events that match the filter.</summary>
    public long MatchedTotal { get; init; }

    /// <summary>True if there are more events after this page.</summary>
    public bool Truncated { get; init; }

    /// <summary>The events.</summary>
    public IReadOnlyList<FleetRunEvent> Events { get; init; } = [];

    /// <summary>The number of stored events as of which the service read, if it can read as of then again.</summary>
    internal string? AsOf { get; init; }
}
