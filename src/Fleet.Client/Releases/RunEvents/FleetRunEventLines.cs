namespace Fleet.Client;

/// <summary>A page of run events as the service writes them to files: one JSON object a line.</summary>
public sealed record FleetRunEventLines
{
    /// <summary>The lines, as they came.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>How many events fit the filters; null when the service does not say.</summary>
    public long? MatchedTotal { get; init; }

    /// <summary>How many of them are here; null when the service does not say.</summary>
    public long? Returned { get; init; }

    /// <summary>How many events come before these; null when the service does not say.</summary>
    public long? Offset { get; init; }

    /// <summary>Whether there are more after these.</summary>
    public bool Truncated { get; init; }
}
