namespace Fleet.Client;

/// <summary>A filter on instances. Null means any; an empty text is rejected, so that a mistake never means "all".</summary>
public sealed record FleetInstanceQuery
{
    /// <summary>Only instances of this run.</summary>
    public string? RunId { get; init; }

    /// <summary>Only instances of this profile; <c>self</c> is the caller's.</summary>
    public string? ProfileId { get; init; }

    /// <summary>Only instances with this status.</summary>
    public string? Status { get; init; }

    /// <summary>Only instances in this region.</summary>
    public string? Region { get; init; }
}
