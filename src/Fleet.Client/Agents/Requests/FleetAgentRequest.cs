namespace Fleet.Client;

/// <summary>An agent to be made.</summary>
public sealed record FleetAgentRequest
{
    /// <summary>Its name, 1 to 100 characters; need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its runner, 1 to 100 characters. The service does not check that there is one.</summary>
    public required string Type { get; init; }

    /// <summary>What it is; null sends none.</summary>
    public string? Description { get; init; }
}
