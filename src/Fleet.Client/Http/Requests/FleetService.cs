namespace Fleet.Client.Http;

/// <summary>Who a call is for: the three services, and the manager or application of one instance.</summary>
internal enum FleetService
{
    Environments,
    Releases,
    Agents,

    /// <summary>An instance, at <see cref="FleetRequest.BaseAddress"/>. It may be anybody's host: no credentials and no request id go there.</summary>
    Instance,
}
