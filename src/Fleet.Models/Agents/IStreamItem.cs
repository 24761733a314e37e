namespace Fleet;

/// <summary>An item parsed from an event of a stream.</summary>
internal interface IStreamItem
{
    /// <summary>The event's id in the stream; empty or null if it has none.</summary>
    string? StreamId { get; }

    /// <summary>Sets the event's id, which arrives after its data. Copying the record just for that would double its cost.</summary>
    void Identify(string id);
}
