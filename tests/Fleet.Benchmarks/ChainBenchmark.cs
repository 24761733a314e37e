using System.Net;
using Fleet.Client;

namespace Fleet.Benchmarks;

/// <summary>The overhead of the client's handler chain per call, over a bare <see cref="HttpClient"/> whose handler answers at once.</summary>
internal static class ChainBenchmark
{
    private const int Calls = 20_000;
    private const int Rounds = 9;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using HttpClient bare = new(new Instant(), disposeHandler: true) { BaseAddress = new Uri("http://127.0.0.1/") };
        using FleetClient fleet = new(new FleetClientOptions
        {
            Uri = new Uri("http://127.0.0.1/"),
            Credential = FleetCredential.ApiKey("sk_benchmark"),
            Handler = new Instant(),
        });

        List<Measurement> figures = [];
        foreach ((int atOnce, double wanted) in new[] { (1, 8.0), (64, 3.0) })
        {
            await BareAsync(bare, atOnce);
            await FleetAsync(fleet, atOnce);
            (double with, double without) = await Median.OfPairAsync(Rounds, () => FleetAsync(fleet, atOnce), () => BareAsync(bare, atOnce));
            figures.Add(new Measurement(
                $"chain, {atOnce} in flight: above bare HttpClient, a call", (with - without) * 1000 / Calls, "µs", without * 1000 / Calls, wanted));
        }

        return figures;
    }

    private static Task FleetAsync(FleetClient client, int atOnce) => ManyAsync(atOnce, async () =>
    {
        FleetHeartbeat beat = await client.Instances.SendHeartbeatAsync("bc8954c2");
        Check(beat.Success);
    });

    private static Task BareAsync(HttpClient client, int atOnce) => ManyAsync(atOnce, async () =>
    {
        // The same work by hand: the same headers, and the answer read.
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/env/instances/bc8954c2/heartbeat") { Content = new ByteArrayContent("{}"u8.ToArray()) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", "sk_benchmark");
        request.Headers.Add("X-Request-ID", Guid.NewGuid().ToString());
        using HttpResponseMessage response = await client.SendAsync(request);
        HeartbeatWire? beat = System.Text.Json.JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(), BareJson.Default.HeartbeatWire);
        Check(beat!.Success);
    });

    private static async Task ManyAsync(int atOnce, Func<Task> call)
    {
        int left = Calls;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await call();
            }
        })));
    }

    private static void Check(bool success)
    {
        if (!success)
        {
            throw new InvalidOperationException("A call did not succeed.");
        }
    }

    private sealed class Instant : HttpMessageHandler
    {
        private static readonly byte[] s_answer =
            """{"success":true,"instance_id":"bc8954c2","last_heartbeat":null,"deadline_timestamp":null,"interval_seconds":null}"""u8.ToArray();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new ByteArrayContent(s_answer), RequestMessage = request };
            response.Content.Headers.ContentType = new("application/json");
            return Task.FromResult(response);
        }
    }
}
