namespace Fleet;

/// <summary>The state of a ledger: its length, the hash of its last entry, and the result of checking it.</summary>
public sealed record FleetLedger
{
    /// <summary>The number of entries.</summary>
    public long Entries { get; init; }

    /// <summary>
    /// The hash of the last entry, which depends on all entries before it: 64 hex digits. Kept elsewhere, it later proves that nothing was cut off or
    /// rewritten.
    /// </summary>
    public string Head { get; init; } = "";

    /// <summary>The number of run events imported; null if none were.</summary>
    public long? Events { get; init; }

    /// <summary>The problems found in the ledger.</summary>
    public string[] Problems { get; init; } = [];

    /// <summary>True if the check found no problems.</summary>
    public bool Valid => Problems.Length == 0;

    /// <summary>The hash of the last entry.</summary>
    /// <returns><see cref="Head"/>.</returns>
    public override string ToString() => Head;
}
