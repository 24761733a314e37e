namespace Fleet.Client.Http;

/// <summary>The receiver of a call: one of the three services, or the manager or application of an instance.</summary>
internal enum FleetService
{
    Environments,
    Releases,
    Agents,

    /// <summary>An instance, at <see cref="FleetRequest.BaseAddress"/>. It may be on any host: no credentials and no request id are sent there.</summary>
    Instance,
}
