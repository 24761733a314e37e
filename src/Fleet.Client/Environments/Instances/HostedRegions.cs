namespace Fleet.Client.Environments;

/// <summary>
/// The hosted service's own addresses of its regions. They are only used to create instances, and only if the client has the hosted service's general
/// address.
/// </summary>
internal static class HostedRegions
{
    /// <summary>Returns the address for creating an instance in a region; null is the client's own.</summary>
    public static Uri? Address(Uri service, string? region) => service != FleetClientOptions.HostedUri ? null : region switch
    {
        "us-west-1" or "us-east-1" or "eu-west-2" or "staging" => new Uri($"https://{region}.fleetai.com"),
        _ => null,
    };
}
