namespace Fleet.Client.Http;

/// <summary>The three services.</summary>
internal enum FleetService
{
    Environments,
    Releases,
    Agents,
}
