namespace Fleet.Client.Http;

/// <summary>The address of the hosted environments service.</summary>
internal static class HostedAddress
{
    public static Uri Uri { get; } = new("https://orchestrator.fleetai.com");
}
