using Fleet.LocalServer.Tests.Support;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>Servers whose agents service does as the original does.</summary>
internal static class ExactServer
{
    /// <summary>The one recorded request whose answer differs on purpose: <c>/</c> is the start page of three services.</summary>
    public const string RootRedirect = "root redirect";

    /// <summary>Starts one that answers to the recording's name.</summary>
    public static Task<TestServer> StartAsync(string? runners = null) =>
        TestServer.StartAsync(
            options => options with { ExactAgents = true, AllowedHosts = ["flux0.test"], RunnersPath = runners },
            new ManualTimeProvider(new DateTimeOffset(2026, 11, 22, 1, 59, 55, 834, 123, TimeSpan.Zero)));
}
