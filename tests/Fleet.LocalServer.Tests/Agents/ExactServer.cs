using Fleet.LocalServer.Tests.Support;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>Starts servers whose agents service is in exact mode.</summary>
internal static class ExactServer
{
    /// <summary>The only recorded request whose answer differs on purpose: <c>/</c> is the start page of three services.</summary>
    public const string RootRedirect = "root redirect";

    /// <summary>Starts a server that accepts the recording's host name.</summary>
    public static Task<TestServer> StartAsync(string? runners = null) =>
        TestServer.StartAsync(
            options => options with { ExactAgents = true, AllowedHosts = ["flux0.test"], RunnersPath = runners },
            new ManualTimeProvider(new DateTimeOffset(2026, 11, 22, 1, 59, 55, 834, 123, TimeSpan.Zero)));
}
