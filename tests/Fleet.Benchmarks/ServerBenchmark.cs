using System.Diagnostics;
using System.Net.Http.Headers;
using Fleet.Client;
using Fleet.Testing;

namespace Fleet.Benchmarks;

/// <summary>The local server: its startup, durable creates and a long list; and the client compared with a bare <see cref="HttpClient"/>.</summary>
internal static class ServerBenchmark
{
    private const int Listed = 10_000;
    private const int Created = 1_000;
    private const int AtOnce = 64;
    private const string Body = """{"env_key":"helpdesk","run_id":"bare","created_from":"sdk"}""";

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        List<double> starts = [];
        for (int i = 0; i < 5; i++)
        {
            starts.Add(await StartAsync());
        }

        List<Measurement> figures = [new("server: process start to first answer", Median.Of(starts), "ms", Wanted: 350)];
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(apiKey: "sk_benchmark");
        using FleetClient fleet = new(new FleetClientOptions { Uri = server.Uri, Credential = FleetCredential.ApiKey("sk_benchmark") });
        using HttpClient bare = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = server.Uri };
        bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk_benchmark");

        figures.AddRange(await CreateAsync(fleet, bare));
        figures.Add(new Measurement($"fsync of 4 KiB on this disk", Fsync(), "ms"));
        figures.AddRange(await ListAsync(fleet, bare));
        figures.AddRange(await HeartbeatAsync(fleet, bare));
        return figures;
    }

    private static async Task<double> StartAsync()
    {
        long start = Stopwatch.GetTimestamp();
        await using LocalServerProcess server = await LocalServerProcess.StartAsync();
        using HttpClient http = new();
        (await http.GetAsync(new Uri(server.Uri, "/v1/account"))).EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<IReadOnlyList<Measurement>> CreateAsync(FleetClient fleet, HttpClient bare)
    {
        int run = 0;
        Task Fleet() => ManyAsync(Created, $"r{Interlocked.Increment(ref run)}", async id =>
            _ = await fleet.Instances.CreateAsync(new FleetInstanceRequest { EnvKey = "helpdesk", RunId = id }));
        Task Bare() => ManyAsync(Created, "bare", async _ =>
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "v1/env/instances")
            {
                Content = new StringContent(Body, new MediaTypeHeaderValue("application/json")),
            };
            using HttpResponseMessage response = await bare.SendAsync(request);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        });

        await Fleet();
        (double with, double without) = await Median.OfPairAsync(3, Fleet, Bare);
        int made = await fleet.Instances.ListAsync(new FleetInstanceQuery { RunId = "r1" }).CountAsync();
        return made == Created
            ? [new Measurement($"{Created} durable creates, {AtOnce} in flight", with, "ms", without, 250)]
            : throw new InvalidOperationException($"{made} of {Created} were made.");
    }

    private static async Task<IReadOnlyList<Measurement>> ListAsync(FleetClient fleet, HttpClient bare)
    {
        int there = await fleet.Instances.ListAsync().CountAsync();
        await ManyAsync(Listed - there, "list", async id =>
            _ = await fleet.Instances.CreateAsync(new FleetInstanceRequest { EnvKey = "helpdesk", RunId = id }));
        async Task Fleet()
        {
            int count = await fleet.Instances.ListAsync().CountAsync();
            if (count != Listed)
            {
                throw new InvalidOperationException($"{count} of {Listed} were listed.");
            }
        }

        await Fleet();
        (double with, double without) = await Median.OfPairAsync(9, Fleet, async () => _ = await bare.GetByteArrayAsync("v1/env/instances"));
        return [new Measurement($"a list of {Listed} through the client, warm", with, "ms", without, 100)];
    }

    private static async Task<IReadOnlyList<Measurement>> HeartbeatAsync(FleetClient fleet, HttpClient bare)
    {
        FleetInstance instance = await fleet.Instances.ListAsync().FirstAsync();
        async Task Fleet()
        {
            for (int i = 0; i < 500; i++)
            {
                _ = await fleet.Instances.SendHeartbeatAsync(instance.InstanceId);
            }
        }

        async Task Bare()
        {
            for (int i = 0; i < 500; i++)
            {
                using HttpResponseMessage response = await bare.PostAsync(
                    $"v1/env/instances/{instance.InstanceId}/heartbeat", new StringContent("{}", new MediaTypeHeaderValue("application/json")));
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync();
            }
        }

        await Fleet();
        (double with, double without) = await Median.OfPairAsync(5, Fleet, Bare);
        return [new Measurement("a heartbeat over one client", with / 500, "ms", without / 500)];
    }

    private static async Task ManyAsync(int count, string runId, Func<string, Task> call)
    {
        int left = count;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await call(runId);
            }
        })));
    }

    private static double Fsync()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using FileStream file = File.Create(path);
            byte[] page = new byte[4096];
            return Median.Of(Enumerable.Range(0, 50).Select(_ =>
            {
                long start = Stopwatch.GetTimestamp();
                file.Write(page);
                file.Flush(flushToDisk: true);
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
