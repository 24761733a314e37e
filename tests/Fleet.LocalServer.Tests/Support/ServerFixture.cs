namespace Fleet.LocalServer.Tests.Support;

/// <summary>One server for tests that do not interfere with each other.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private TestServer? _server;

    internal TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server!.DisposeAsync();
}
