namespace Fleet;

/// <summary>An instance's own report of its health.</summary>
public sealed record FleetInstanceHealth
{
    /// <summary>The instance, by the id or address used to request it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The status, for example <c>healthy</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>The time of the report.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The service that reported.</summary>
    public string? Service { get; init; }

    /// <summary>True if the status is <c>healthy</c>.</summary>
    public bool IsHealthy => string.Equals(Status, "healthy", StringComparison.OrdinalIgnoreCase);

    /// <summary>The instance.</summary>
    /// <returns><see cref="InstanceId"/>.</returns>
    public override string ToString() => InstanceId;
}
