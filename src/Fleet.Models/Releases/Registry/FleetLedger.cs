namespace Fleet;

/// <summary>The state of a ledger: how long it is, the hash of its last entry, and what a check of it found.</summary>
public sealed record FleetLedger
{
    /// <summary>How many entries it has.</summary>
    public long Entries { get; init; }

    /// <summary>The hash of its last entry, which depends on all before it: 64 hex digits. Kept elsewhere, it proves later that nothing was cut off or written anew.</summary>
    public string Head { get; init; } = "";

    /// <summary>How many run events were taken over; null when none were.</summary>
    public long? Events { get; init; }

    /// <summary>What is wrong with it.</summary>
    public string[] Problems { get; init; } = [];

    /// <summary>Whether nothing is wrong with it.</summary>
    public bool Valid => Problems.Length == 0;

    /// <summary>The hash of the last entry.</summary>
    /// <returns><see cref="Head"/>.</returns>
    public override string ToString() => Head;
}
