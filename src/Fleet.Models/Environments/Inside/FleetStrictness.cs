namespace Fleet;

/// <summary>How closely the changes of an instance are held against those that are expected. Whatever is chosen, a change that no entry allows is seen, in every row and table.</summary>
public enum FleetStrictness
{
    /// <summary>Every change is expected, and everything that is expected happened.</summary>
    Exactly,

    /// <summary>Every change is expected; what is expected need not have happened. Of an added row every field is named, or none.</summary>
    OnlyV2,

    /// <summary>Every change is expected; what is expected need not have happened. Of an added row only the fields that are named count.</summary>
    Only,
}
