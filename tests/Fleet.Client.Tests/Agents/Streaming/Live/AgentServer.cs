using System.Globalization;
using Fleet.Testing;

namespace Fleet.Client.Tests.Agents;

/// <summary>A real local server with talkative agents, and clients whose streams are cut on the way.</summary>
internal sealed class AgentServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string[] _arguments;

    private AgentServer(string folder, string[] arguments, LocalServerProcess process) => (_folder, _arguments, Process) = (folder, arguments, process);

    public LocalServerProcess Process { get; private set; }

    /// <summary>Starts a server whose agents of the type <c>counter</c> count up to a number, and those of the type <c>endless</c> forever.</summary>
    public static async Task<AgentServer> StartAsync(int count, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("fleet-test-").FullName;
        string runners = Path.Combine(folder, "runners.json");
        await File.WriteAllTextAsync(runners, $$$$"""
            {"runners": {
              "counter": {"kind": "static", "steps": [
                {"status": "processing", "event": "e", "data": {}},
                {"chunk": "e", "repeat": {{{{count.ToString(CultureInfo.InvariantCulture)}}}}, "patches": [{"op": "add", "path": "/-", "value": "$i "}]},
                {"status": "ready", "event": "e"}, {"status": "completed"}]},
              "endless": {"kind": "static", "steps": [
                {"status": "processing", "event": "e", "data": {}},
                {"chunk": "e", "repeat": 1000000, "sleep_ms": 5, "patches": [{"op": "add", "path": "/-", "value": "$i "}]}]}}}
            """);
        string[] all = ["--runners", runners, .. arguments];
        return new AgentServer(folder, all, await LocalServerProcess.StartAsync(Path.Combine(folder, "data"), null, all));
    }

    /// <summary>Kills the server and restarts it on the same data.</summary>
    public async Task KillAndStartAsync()
    {
        await Process.KillAsync();
        await Process.DisposeAsync();
        Process = await LocalServerProcess.StartAsync(Process.DataPath, null, _arguments);
    }

    /// <summary>Creates a client.</summary>
    /// <param name="nextCut">The number of events after which the next stream is cut; null for no cut.</param>
    public (FleetClient Client, CuttingHandler Way) Connect(Func<int?>? nextCut = null)
    {
        CuttingHandler way = new(() => Process.Uri, nextCut ?? (static () => null));
        return (new FleetClient(new FleetClientOptions { Uri = Process.Uri, Handler = way }), way);
    }

    /// <summary>Creates a session with a new agent.</summary>
    public static async Task<string> BeginAsync(FleetClient client, string type, CancellationToken cancellationToken)
    {
        FleetAgent agent = await client.Agents.CreateAsync(new FleetAgentRequest { Name = "An agent", Type = type }, cancellationToken);
        return (await client.Sessions.CreateAsync(new FleetSessionRequest { AgentId = agent.AgentId }, cancellationToken)).SessionId;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
