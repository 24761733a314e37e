namespace Fleet.Client;

/// <summary>Which instances are meant. Null means any; an empty text is refused, so that a slip never means "all".</summary>
public sealed record FleetInstanceQuery
{
    /// <summary>Only those of this run.</summary>
    public string? RunId { get; init; }

    /// <summary>Only those of this profile; <c>self</c> is the caller's.</summary>
    public string? ProfileId { get; init; }

    /// <summary>Only those with this status.</summary>
    public string? Status { get; init; }

    /// <summary>Only those in this region.</summary>
    public string? Region { get; init; }
}
