using System.Globalization;
using Fleet.Client;
using Fleet.Testing;

namespace Fleet.Benchmarks;

/// <summary>Agent streams: from the wire to the pipeline, and from the local server, where each event is on disk before it is sent.</summary>
internal static class StreamBenchmark
{
    private const int Count = 500_000;
    private const int FreshShells = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        List<Measurement> figures = [];
        await using EventSource source = new();
        using FleetClient client = new(new FleetClientOptions { AgentsUri = source.Uri });
        FleetMessageRequest message = new() { SessionId = "MYSESSION1", Content = Count.ToString(CultureInfo.InvariantCulture) };
        double raw = await RateAsync(async () => await client.Sessions.SendRawEventAsync(message).CountAsync());
        double updates = await RateAsync(async () => await client.Sessions.SendEventAsync(message).CountAsync());
        figures.Add(new Measurement("raw events a second through the client, warm", raw, "k/s", AtLeast: true));
        figures.Add(new Measurement("updates a second through the client, warm", updates, "k/s", AtLeast: true));
        figures.AddRange(await ShellAsync(source));
        figures.Add(await ServerAsync());
        return figures;
    }

    private static async Task<double> RateAsync(Func<Task<int>> read)
    {
        async Task OnceAsync()
        {
            int count = await read();
            if (count != Count)
            {
                throw new InvalidOperationException($"{count} of {Count} events came.");
            }
        }

        await OnceAsync();
        return Count / await Median.OfAsync(5, OnceAsync);
    }

    private static async Task<IReadOnlyList<Measurement>> ShellAsync(EventSource source)
    {
        (PowerShellProgram? shell, string reason) = await PowerShellProgram.TryGetAsync();
        if (shell is null)
        {
            Console.WriteLine($"The shell's figures are left out: {reason}.");
            return [];
        }

        Dictionary<string, string?> environment = new()
        {
            ["FLEET_BENCH_MODULE"] = Path.Combine(await StagedModule.GetFolderAsync(), "Fleet.psd1"),
            ["FLEET_AGENTS_URL"] = source.Uri.ToString(),
            ["FLEET_BENCH_COUNT"] = Count.ToString(CultureInfo.InvariantCulture),
        };
        Dictionary<string, string?> bareOnly = new(environment) { ["FLEET_BENCH_BARE"] = "1" };
        ILookup<string, double> pipeline = await ShellFigures.ReadAsync(shell, "stream.ps1", bareOnly, FreshShells, s_patience);
        double bareFresh = Median.Of(pipeline["freshbare"]);
        double bare = Median.Of(pipeline["bare"]);
        ILookup<string, double> stream = await ShellFigures.ReadAsync(shell, "stream.ps1", environment, FreshShells, s_patience);
        return
        [
            new Measurement("Send-FleetSessionEvent -Raw of 1,000,000, fresh shell", Median.Of(stream["freshraw"]), "k/s", bareFresh, 400, AtLeast: true),
            new Measurement("Send-FleetSessionEvent -Raw, warm", Median.Of(stream["raw"]), "k/s", bare, 800, AtLeast: true),
            new Measurement("Send-FleetSessionEvent -Stream, warm", Median.Of(stream["stream"]), "k/s", bare, 800, AtLeast: true),
            new Measurement("  more memory at the peak of 1,000,000 events", Median.Of(stream["memory"]), "MB", Wanted: 120),
            new Measurement("  more memory between the second and the tenth 100,000", Median.Of(stream["growth"]), "MB", Wanted: 10),
            new Measurement("from the server to the pipeline, one event", Median.Of(stream["token"]), "ms", Wanted: 5),
        ];
    }

    private static async Task<Measurement> ServerAsync()
    {
        const int answer = 100_000;
        string runners = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string steps = $$$$"""[{"chunk":"e","repeat":{{{{answer}}}},"patches":[{"op":"add","path":"/-","value":" word"}]},{"status":"completed"}]""";
        await File.WriteAllTextAsync(runners, $$$$"""{"runners":{"counter":{"kind":"static","steps":{{{{steps}}}}}}}""");
        try
        {
            await using LocalServerProcess server = await LocalServerProcess.StartAsync(null, null, "--runners", runners);
            using FleetClient client = new(new FleetClientOptions { Uri = server.Uri });
            FleetAgent agent = await client.Agents.CreateAsync(new FleetAgentRequest { Name = "counter", Type = "counter" });
            FleetSession session = await client.Sessions.CreateAsync(new FleetSessionRequest { AgentId = agent.AgentId });
            FleetMessageRequest go = new() { SessionId = session.SessionId, Content = "go" };
            double time = await Median.OfAsync(5, async () => _ = await client.Sessions.SendRawEventAsync(go).CountAsync());
            return new Measurement("durable events a second from the local server", answer / time, "k/s", AtLeast: true);
        }
        finally
        {
            File.Delete(runners);
        }
    }
}
