namespace Fleet;

/// <summary>One record of the client's activity. It is redacted before it is created and contains no secret.</summary>
public sealed record FleetLogEntry
{
    /// <summary>The record's level of detail.</summary>
    public FleetLogLevel Level { get; init; }

    /// <summary>The text.</summary>
    public string Message { get; init; } = "";

    /// <summary>The text.</summary>
    /// <returns><see cref="Message"/>.</returns>
    public override string ToString() => Message;
}
