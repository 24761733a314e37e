namespace Fleet.Client;

/// <summary>The values of a new agent.</summary>
public sealed record FleetAgentRequest
{
    /// <summary>The name, 1 to 100 characters; it need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its runner, 1 to 100 characters. The service does not check that such a runner exists.</summary>
    public required string Type { get; init; }

    /// <summary>The description; null sends none.</summary>
    public string? Description { get; init; }
}
