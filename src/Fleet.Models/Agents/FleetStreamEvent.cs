namespace Fleet;

/// <summary>An event of a stream as it was sent.</summary>
public sealed record FleetStreamEvent
{
    /// <summary>The event's name.</summary>
    public string Event { get; init; } = "";

    /// <summary>The event's id; empty when it has none.</summary>
    public string StreamId { get; init; } = "";

    /// <summary>The event's data.</summary>
    public string Data { get; init; } = "";

    /// <summary>The event's data.</summary>
    /// <returns><see cref="Data"/>.</returns>
    public override string ToString() => Data;
}
