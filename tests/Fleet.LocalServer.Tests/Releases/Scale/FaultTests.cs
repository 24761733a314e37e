using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Releases.Scale;

/// <summary>Many concurrent promotions, rollbacks and confirmations while the server is killed again and again: the ledger stays correct.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private static readonly string[] s_environments = ["dev", "stage", "production"];

    [Fact]
    public Task The_ledger_is_right_after_a_few_kills() => RunAsync(calls: 120, kills: 3, seed: 1);

    [SoakFact]
    public Task The_ledger_is_right_after_fifty_kills() => RunAsync(calls: 1000, kills: 50, seed: 2);

    private async Task RunAsync(int calls, int kills, int seed)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string data = Path.Combine(Path.GetTempPath(), "fleet-test-" + Guid.NewGuid().ToString("N"));
        await using Target target = new(data);
        await target.StartAsync();
        Setup setup = await PrepareAsync(target, calls / 10);

        // Each caller retries with its key until it has an answer: nothing whose answer was lost may be done twice.
        Random random = new(seed);
        List<Call> work = [.. Enumerable.Range(0, calls).Select(n => Call.Make(n, setup, random))];
        ConcurrentDictionary<string, (int Status, string Body)> answers = [];
        using SemaphoreSlim answered = new(0);
        Task all = Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancel }, async (call, token) =>
        {
            answers[call.Key] = await target.SendUntilAnsweredAsync(call.Path, call.Body, call.Key, token);
            answered.Release();
        });
        for (int kill = 0; kill < kills; kill++)
        {
            // Kills come after a number of answers rather than a time, so that they hit the middle of the work on any machine.
            for (int due = calls / (kills + 1); due > 0; due--)
            {
                await answered.WaitAsync(cancel);
            }

            await target.KillAsync();
            await target.StartAsync();
        }

        await all;
        await target.KillAsync();
        await target.StartAsync();
        await CheckAsync(target, work, answers, setup);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{calls} calls, {kills} kills, {target.Lost} answers lost"));
    }

    private static async Task CheckAsync(Target target, List<Call> work, ConcurrentDictionary<string, (int Status, string Body)> answers, Setup setup)
    {
        List<JsonElement> entries = await target.EntriesAsync();
        List<JsonElement> actions = [.. entries.Where(static e => e.GetProperty("kind").GetString() == "action").Select(static e => e.GetProperty("body"))];

        // Every answered call is in the ledger once: those that went through, and those that were blocked, with the reasons.
        foreach (Call call in work)
        {
            (int status, string body) = answers[call.Key];
            JsonElement[] rows = [.. actions.Where(action => action.GetProperty("reason").GetString()!.EndsWith(call.Key, StringComparison.Ordinal))];
            Assert.Equal(status is 200 or 409 ? 1 : 0, rows.Length);
            if (status == 409)
            {
                Assert.False(rows[0].GetProperty("policy").GetProperty("passed").GetBoolean());
                Assert.NotEmpty(rows[0].GetProperty("policy").GetProperty("reasons").EnumerateArray());
                Assert.Contains(rows[0].GetProperty("action_id").GetString()!, body, StringComparison.Ordinal);
            }
        }

        Assert.Contains(answers.Values, static answer => answer.Status == 409);
        Assert.Contains(answers.Values, static answer => answer.Status == 200);

        // No request was confirmed twice.
        Assert.All(setup.Requests, request => Assert.InRange(
            entries.Count(entry => entry.GetProperty("kind").GetString() == "resolution" && entry.GetProperty("ref").GetString() == request), 0, 1));
        Assert.All(setup.Requests, request => Assert.InRange(
            work.Count(call => call.Request == request && answers[call.Key].Status == 200), 0, 1));

        // The pointer matches the last successful row.
        JsonElement[] pointers = [.. (await target.GetAsync("/v1/promoted")).GetProperty("promoted").EnumerateArray()];
        foreach (string environment in s_environments)
        {
            JsonElement last = actions.Last(action =>
                action.GetProperty("environment").GetString() == environment && action.GetProperty("policy").GetProperty("passed").GetBoolean());
            JsonElement pointer = pointers.Single(pointer => pointer.GetProperty("environment").GetString() == environment);
            Assert.Equal(last.GetProperty("release_id").GetString(), pointer.GetProperty("release_id").GetString());
        }

        Assert.Equal(Enumerable.Range(1, actions.Count), actions.Select(static action => action.GetProperty("audit_seq").GetInt32()));
        JsonElement report = await target.GetAsync("/v1/ledger/verify");
        Assert.True(report.GetProperty("ok").GetBoolean(), report.GetRawText());
    }

    private static async Task<Setup> PrepareAsync(Target target, int requests)
    {
        await target.PostAsync(
            "/v1/pricing/import",
            """{"table":{"provider":"p","pricing_version":"v1","entries":[{"model":"m","input_usd_per_1k_tokens":1,"output_usd_per_1k_tokens":1}]}}""");
        await target.PutAsync("/v1/policy", """{"policy":{"max_cost_per_run_usd":5,"require_high_diff_confidence":false}}""");
        await target.PutAsync("/v1/workspace/settings", """{"settings":{"promotion_requires_approval":true}}""");
        List<string> releases = [];
        foreach (int tokens in (int[])[1000, 2000, 9000])
        {
            string release = (await target.PostAsync("/v1/releases/register", $$$"""
                {"checksum":"{{{new string('0', 64)}}}",
                 "artifact":{"metadata":{"name":"n","version":"1"},"spec":{"agent":{"agent_id":"agent"},"runtime":{"provider":"p","model":"m"},
                 "prompts":{"system_ref":"s"},"pricing_reference":{"provider":"p","pricing_version":"v1"} } } }
                """)).GetProperty("release_id").GetString()!;
            releases.Add(release);
            string events = string.Join(',', s_environments.Select(environment => $$$"""
                {"timestamp":"{{{DateTimeOffset.UtcNow.AddHours(-1):yyyy-MM-ddTHH:mm:ss}}}Z","agent_id":"agent","release_id":"{{{release}}}",
                 "run_id":"{{{release}}}-{{{environment}}}","tenant_id":"t","task_id":"k",
                 "environment":"{{{environment}}}","usage":{"model":{"provider":"p","model":"m","input_tokens":{{{tokens}}},"output_tokens":0} } }
                """));
            await target.PostAsync("/v1/events", $"{{\"events\":[{events}]}}");
        }

        // The first promotion in an environment is not checked, so it must be over before the third release, which has to be blocked.
        List<string> pending = [];
        foreach (int n in Enumerable.Range(0, requests + s_environments.Length))
        {
            JsonElement made = await target.PostAsync("/v1/promote/request", JsonSerializer.Serialize(new
            {
                release_id = releases[n % 2], environment = s_environments[n % 3], window = "7d", reason = $"request {n}",
            }));
            pending.Add(made.GetProperty("request_id").GetString()!);
        }

        foreach (string request in pending.Take(s_environments.Length))
        {
            await target.PostAsync("/v1/promote/confirm", JsonSerializer.Serialize(new { request_id = request, approval_reason = "setup" }));
        }

        await target.PutAsync("/v1/workspace/settings", """{"settings":{"promotion_requires_approval":false}}""");
        return new Setup(releases, [.. pending.Skip(s_environments.Length)]);
    }

    private sealed record Setup(IReadOnlyList<string> Releases, IReadOnlyList<string> Requests);

    private sealed record Call(string Key, string Path, string Body, string? Request)
    {
        public static Call Make(int number, Setup setup, Random random)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"call-{number:0000}");
            int kind = random.Next(3);
            if (kind == 2)
            {
                string request = setup.Requests[random.Next(setup.Requests.Count)];
                string confirmation = JsonSerializer.Serialize(new { request_id = request, approval_reason = key, actor = key });
                return new Call(key, "/v1/promote/confirm", confirmation, request);
            }

            string release = setup.Releases[random.Next(setup.Releases.Count)];
            return new Call(
                key,
                kind == 0 ? "/v1/promote" : "/v1/rollback",
                JsonSerializer.Serialize(new { release_id = release, environment = s_environments[random.Next(3)], window = "7d", reason = key }),
                null);
        }
    }

    /// <summary>A server that is killed and restarted on another port with the same data.</summary>
    private sealed class Target(string data) : IAsyncDisposable
    {
        private readonly HttpClient _http = new();
        private volatile TaskCompletionSource<LocalServerProcess> _server = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _lost;

        public int Lost => _lost;

        public async Task StartAsync() => _server.SetResult(await LocalServerProcess.StartAsync(data));

        public async Task KillAsync()
        {
            LocalServerProcess old = await _server.Task;
            _server = new TaskCompletionSource<LocalServerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
            await old.KillAsync();
            await old.DisposeAsync();
        }

        public async Task<(int Status, string Body)> SendUntilAnsweredAsync(string path, string body, string key, CancellationToken cancel)
        {
            while (true)
            {
                LocalServerProcess server = await _server.Task.WaitAsync(cancel);
                try
                {
                    return await SendAsync(server, HttpMethod.Post, path, body, key);
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref _lost);
                }
            }
        }

        public Task<JsonElement> PostAsync(string path, string body) => CallAsync(HttpMethod.Post, path, body);

        public Task<JsonElement> PutAsync(string path, string body) => CallAsync(HttpMethod.Put, path, body);

        public Task<JsonElement> GetAsync(string path) => CallAsync(HttpMethod.Get, path, null);

        public async Task<List<JsonElement>> EntriesAsync()
        {
            List<JsonElement> entries = [];
            while (true)
            {
                JsonElement page = await GetAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/ledger?limit=500&after={entries.Count}"));
                entries.AddRange(page.GetProperty("entries").EnumerateArray());
                if (entries.Count == page.GetProperty("head").GetProperty("entries").GetInt32())
                {
                    return entries;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await KillAsync();
            _http.Dispose();
            Directory.Delete(data, recursive: true);
        }

        private async Task<JsonElement> CallAsync(HttpMethod method, string path, string? body)
        {
            (int status, string text) = await SendAsync(await _server.Task, method, path, body, null);
            Assert.True(status == 200, $"{path}: {status} {text}");
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }

        private async Task<(int Status, string Body)> SendAsync(LocalServerProcess server, HttpMethod method, string path, string? body, string? key)
        {
            using HttpRequestMessage request = new(method, new Uri(server.Uri, path));
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using HttpResponseMessage response = await _http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
    }
}
