namespace Fleet;

/// <summary>What is made of an event of a stream.</summary>
internal interface IStreamItem
{
    /// <summary>The id that the stream gave to the event; empty or null when it gave none.</summary>
    string? StreamId { get; }

    /// <summary>Says what the stream calls the event, which is known a little later than its data; a copy for that alone would double its cost.</summary>
    void Identify(string id);
}
