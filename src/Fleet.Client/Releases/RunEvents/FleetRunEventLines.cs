namespace Fleet.Client;

/// <summary>A page of run events as the service exports them: one JSON object a line.</summary>
public sealed record FleetRunEventLines
{
    /// <summary>The lines, as they arrived.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The number of events that match the filter; null if the service does not report it.</summary>
    public long? MatchedTotal { get; init; }

    /// <summary>The number of events on this page; null if the service does not report it.</summary>
    public long? Returned { get; init; }

    /// <summary>The number of events before this page; null if the service does not report it.</summary>
    public long? Offset { get; init; }

    /// <summary>True if there are more events after this page.</summary>
    public bool Truncated { get; init; }
}
