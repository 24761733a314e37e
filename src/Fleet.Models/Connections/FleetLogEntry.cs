namespace Fleet;

/// <summary>One record of what the client did. Redacted before it is made: no secret is in it.</summary>
public sealed record FleetLogEntry
{
    /// <summary>How much detail the record has.</summary>
    public FleetLogLevel Level { get; init; }

    /// <summary>The text.</summary>
    public string Message { get; init; } = "";

    /// <summary>The text.</summary>
    /// <returns><see cref="Message"/>.</returns>
    public override string ToString() => Message;
}
