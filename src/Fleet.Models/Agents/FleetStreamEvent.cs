namespace Fleet;

/// <summary>An event of a stream, exactly as sent.</summary>
public sealed record FleetStreamEvent : IStreamItem
{
    private string _streamId = "";

    /// <summary>The event's name.</summary>
    public string Event { get; init; } = "";

    /// <summary>The event's id; empty if it has none.</summary>
    public string StreamId
    {
        get => _streamId;
        init => _streamId = value;
    }

    /// <summary>The event's data.</summary>
    public string Data { get; init; } = "";

    void IStreamItem.Identify(string id) => _streamId = id;

    /// <summary>The event's data.</summary>
    /// <returns><see cref="Data"/>.</returns>
    public override string ToString() => Data;
}
