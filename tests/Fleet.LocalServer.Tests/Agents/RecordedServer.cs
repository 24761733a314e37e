using Fleet.LocalServer.Tests.Agents.Golden;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>A server in better mode with the runners of the recording.</summary>
internal sealed class RecordedServer(TestServer server, RecordedRunners runners) : IAsyncDisposable
{
    public TestServer Server => server;

    public static async Task<RecordedServer> StartAsync()
    {
        RecordedRunners runners = new();
        return new RecordedServer(await TestServer.StartAsync(options => options with { RunnersPath = runners.Path }), runners);
    }

    /// <summary>Starts another server on the folder of this one, which has stopped.</summary>
    public async Task<TestServer> StartAgainAsync()
    {
        runners.Dispose();
        return await server.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        runners.Dispose();
        await server.DisposeAsync();
    }
}
