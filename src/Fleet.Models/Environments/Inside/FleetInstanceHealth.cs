namespace Fleet;

/// <summary>What an instance itself says about how it is.</summary>
public sealed record FleetInstanceHealth
{
    /// <summary>The instance, by the id or address it was asked for with.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The instance's word, for example <c>healthy</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>When it said so.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>What answered.</summary>
    public string? Service { get; init; }

    /// <summary>Whether that word is <c>healthy</c>.</summary>
    public bool IsHealthy => string.Equals(Status, "healthy", StringComparison.OrdinalIgnoreCase);

    /// <summary>The instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
