namespace Fleet.Client.Environments;

/// <summary>The hosted service's own addresses of its regions. Only creating an instance goes there, and only from the hosted service's general address.</summary>
internal static class HostedRegions
{
    /// <summary>The address that an instance of a region is created at; null is the client's own.</summary>
    public static Uri? Address(Uri service, string? region) => service != FleetClientOptions.HostedUri ? null : region switch
    {
        "us-west-1" or "us-east-1" or "eu-west-2" or "staging" => new Uri($"https://{region}.fleetai.com"),
        _ => null,
    };
}
