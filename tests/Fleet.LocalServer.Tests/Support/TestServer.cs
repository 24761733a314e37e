using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments;
using Fleet.Testing;
using RunningServer = Fleet.LocalServer.Hosting.LocalServer;

namespace Fleet.LocalServer.Tests.Support;

/// <summary>The real server in this process, on a free port, with an adjustable clock and the small environment <c>shop</c>.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly RunningServer _server;

    private TestServer(RunningServer server, ManualTimeProvider clock, StringWriter log, string data)
    {
        _server = server;
        Clock = clock;
        Log = log;
        DataPath = data;
        Http = new HttpClient { BaseAddress = new Uri(server.Url) };
    }

    public static string EnvironmentsPath { get; } = Path.Combine(AppContext.BaseDirectory, "TestEnvironments");

    public string Url => _server.Url;

    public HttpClient Http { get; }

    public ManualTimeProvider Clock { get; }

    public StringWriter Log { get; }

    public string DataPath { get; }

    public EnvironmentsService Environments => _server.Services.OfType<EnvironmentsService>().Single();

    /// <summary>Limits the growth of the state to a number of pages, as a full disk does.</summary>
    public Task LimitStateAsync(int pages) => _server.Database.Writer.RunAsync(session =>
    {
        long used = session.QueryFirst("PRAGMA page_count", static row => row.GetInt64(0));
        return session.QueryFirst($"PRAGMA max_page_count = {used + pages}", static row => row.GetInt64(0));
    });

    public static Task<TestServer> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, ManualTimeProvider? clock = null) =>
        StartAsync(Path.Combine(Path.GetTempPath(), "fleet-test-" + Guid.NewGuid().ToString("N")), configure, clock ?? new ManualTimeProvider());

    /// <summary>Sends a request with a JSON body or none.</summary>
    public async Task<TestAnswer> SendAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await Http.SendAsync(request);
        return new TestAnswer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers)
                .ToDictionary(static h => h.Key, static h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<JsonNode> CallAsync(string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        TestAnswer answer = await SendAsync(method, path, json, headers);
        Assert.True(answer.Status is >= 200 and < 300, $"{method} {path}: {answer.Status} {answer.Body} {Log}");
        return answer.Json;
    }

    /// <summary>Creates an instance of <c>shop</c>.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateAsync(string more = "")
    {
        JsonNode made = await CallAsync("POST", "/v1/env/instances", $$"""{"env_key":"shop"{{(more.Length > 0 ? "," + more : "")}}}""");
        return (string)made["instance_id"]!;
    }

    /// <summary>Runs SQL in an instance.</summary>
    public Task<JsonNode> QueryAsync(string id, string sql, string arguments = "null", bool readOnly = false, string database = "current") =>
        CallAsync(
            "POST",
            $"/i/{id}/api/v1/env/resources/sqlite/{database}/query",
            new JsonObject { ["query"] = sql, ["args"] = JsonNode.Parse(arguments), ["read_only"] = readOnly }.ToJsonString());

    /// <summary>Starts another server on the data folder of this one, which has stopped, and hands the folder over to it.</summary>
    public Task<TestServer> StartAgainAsync() => StartAsync(DataPath, null, Clock);

    /// <summary>Stops the server as a signal does; its data folder stays.</summary>
    public async Task StopAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(DataPath, recursive: true);
    }

    private static async Task<TestServer> StartAsync(string folder, Func<ServerOptions, ServerOptions>? configure, ManualTimeProvider clock)
    {
        ServerOptions options = new() { DataPath = folder, EnvironmentPaths = [EnvironmentsPath], Python = "off" };
        StringWriter log = new();
        RunningServer server = await RunningServer.StartAsync(configure?.Invoke(options) ?? options, new ServerLog(log), clock);
        return new TestServer(server, clock, log, folder);
    }
}

/// <summary>An answer of the server.</summary>
internal sealed record TestAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Detail => Json["detail"]?.ToString();
}
