namespace Fleet;

/// <summary>
/// The strictness with which an instance's changes are compared with the expected ones. At every level, a change that no entry allows is found, in any row and
/// table.
/// </summary>
public enum FleetStrictness
{
    /// <summary>Every change is expected, and every expected change happened.</summary>
    Exactly,

    /// <summary>Every change is expected, but expected changes need not have happened. The entry for an added row names every field or none.</summary>
    OnlyV2,

    /// <summary>Every change is expected, but expected changes need not have happened. For an added row, only the named fields count.</summary>
    Only,
}
