using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Releases.Scale;

/// <summary>With many events a diff equals a slow sum to the last bit, and memory use stays flat.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int BatchSize = 500;

    [Fact]
    public Task Twenty_thousand_events_add_up_and_come_out_again() => RunAsync(20_000, measured: false);

    [SoakFact]
    public Task A_million_events_add_up_and_come_out_again() => RunAsync(1_000_000, measured: true);

    private async Task RunAsync(int count, bool measured)
    {
        await using ReleasesServer server = await ReleasesServer.StartAsync("default_environment: production\n");
        (string baseline, string candidate) = await Evidence.PrepareAsync(server);
        DateTimeOffset newest = server.Clock.Now;

        Stopwatch watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count / BatchSize), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, _) =>
            (await server.PostAsync("/v1/events", Evidence.Batch(baseline, candidate, (long)batch * BatchSize, BatchSize, newest))).Ok());
        Report(string.Create(CultureInfo.InvariantCulture, $"ingest: {count / watch.Elapsed.TotalSeconds:0} events/s"));

        string call = JsonSerializer.Serialize(new { baseline_release_id = baseline, candidate_release_id = candidate, window = "30d" });
        JsonElement diff = (await server.PostAsync("/v1/diff", call)).Ok().Json;
        watch.Restart();
        await server.PostAsync("/v1/diff", call);
        Report(string.Create(CultureInfo.InvariantCulture, $"diff: {watch.Elapsed.TotalMilliseconds:0} ms"));
        JsonElement metrics = diff.GetProperty("metrics");
        foreach ((string role, int rest, double factor) in ((string, int, double)[])[("baseline", 0, 1), ("candidate", 1, 0.7)])
        {
            Rollup expected = await SlowSumAsync(server, role == "baseline" ? baseline : candidate, count, rest, factor, newest);
            Assert.Equal(expected.Runs, diff.GetProperty("samples").GetProperty($"{role}_runs").GetInt64());
            Assert.Equal(expected.CostPerRunUsd, metrics.GetProperty($"{role}_cost_per_run_usd").GetDouble());
            Assert.Equal(expected.LatencyMsAverage, metrics.GetProperty($"{role}_latency_ms_avg").GetDouble());
            Assert.Equal(expected.ErrorRate, metrics.GetProperty($"{role}_error_rate").GetDouble());
        }

        await ExportAsync(server, baseline, count / 2, measured);
    }

    /// <summary>Computes the sums without the server, from the sorted events one by one.</summary>
    private static async Task<Rollup> SlowSumAsync(ReleasesServer server, string release, int count, int rest, double factor, DateTimeOffset newest)
    {
        // The export shows which of two events of one instant was stored first: they were sent concurrently, so it is not known here.
        Dictionary<string, int> stored = await OrderAsync(server, release);
        (long runs, double cost, double latencies, long timed, long errors) = (0, 0, 0, 0, 0);
        foreach (long n in Enumerable.Range(0, count).Select(static n => (long)n).Where(n => n % 2 == rest)
            .OrderBy(n => Evidence.Time(n, newest)).ThenBy(n => stored[$"run-{n}"]))
        {
            (long input, long tokens, long cached, long? latency, bool success) = Evidence.Numbers(n);
            cost += n % 5 == 0
                ? (input / 1000.0 * (2.5 * factor)) + (tokens / 1000.0 * (10 * factor)) + 0.0
                : (input / 1000.0 * (0.15 * factor)) + (tokens / 1000.0 * (0.6 * factor)) + (cached / 1000.0 * 0.075);
            latencies += latency ?? 0;
            timed += latency is null ? 0 : 1;
            errors += success ? 0 : 1;
            runs++;
        }

        return new Rollup(runs, cost / runs, latencies / timed, (double)errors / runs);
    }

    private static async Task<Dictionary<string, int>> OrderAsync(ReleasesServer server, string release)
    {
        ReleasesAnswer all = (await server.GetAsync($"/v1/runs/export?release_id={release}&window=30d&as_of=latest")).Ok();
        Dictionary<string, int> order = [];
        foreach (string line in all.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            order.Add(document.RootElement.GetProperty("run_id").GetString()!, order.Count);
        }

        return order;
    }

    /// <summary>Reads everything as a stream without keeping it.</summary>
    private async Task ExportAsync(ReleasesServer server, string release, int count, bool measured)
    {
        using HttpClient http = new() { BaseAddress = new Uri(server.Url) };
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Stopwatch watch = Stopwatch.StartNew();
        using HttpResponseMessage response = await http.GetAsync(
            new Uri($"/v1/runs/export?release_id={release}&window=30d&as_of=latest", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken);
        await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        byte[] buffer = new byte[81920];
        long lines = 0;
        long most = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        }

        Assert.Equal(count, lines);
        Assert.Equal(count.ToString(CultureInfo.InvariantCulture), response.Headers.GetValues("X-Flightdeck-Returned").Single());
        Report(string.Create(
            CultureInfo.InvariantCulture,
            $"export: {count / watch.Elapsed.TotalSeconds:0} events/s, {most / 1048576} MB more memory at most"));
        if (measured)
        {
            Assert.InRange(most, 0, 50L * 1024 * 1024);
        }
    }

    private void Report(string line) => output.WriteLine(line);
}
