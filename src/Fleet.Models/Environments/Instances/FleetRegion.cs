namespace Fleet;

/// <summary>A region that instances can run in.</summary>
public sealed record FleetRegion
{
    /// <summary>The region's name, for example <c>us-west-1</c>.</summary>
    public string Region { get; init; } = "";

    /// <summary>The region's name.</summary>
    /// <returns><see cref="Region"/>.</returns>
    public override string ToString() => Region;
}
