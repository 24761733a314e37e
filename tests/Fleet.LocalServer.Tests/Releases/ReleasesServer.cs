using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Releases;
using Fleet.LocalServer.Releases.Ledger;
using RunningServer = Fleet.LocalServer.Hosting.LocalServer;

namespace Fleet.LocalServer.Tests.Releases;

/// <summary>The real server in this process, with a workspace folder and a stopped clock.</summary>
internal sealed class ReleasesServer : IAsyncDisposable
{
    private readonly Dictionary<string, HttpClient> _clients = [];
    private readonly bool _ownsFolder;
    private readonly RunningServer _server;
    private readonly string? _token;

    private ReleasesServer(RunningServer server, SettableClock clock, StringWriter log, string folder, bool ownsFolder, string? token)
    {
        _token = token;
        _server = server;
        _ownsFolder = ownsFolder;
        Clock = clock;
        Log = log;
        Folder = folder;
    }

    public string Url => _server.Url;

    public SettableClock Clock { get; }

    public StringWriter Log { get; }

    /// <summary>The folder of the workspace, with the state below it.</summary>
    public string Folder { get; }

    public string DataPath => Path.Combine(Folder, "data");

    /// <summary>True if the service checks the callers of a path itself.</summary>
    public bool GuardsItself(string path) => _server.Services.OfType<ReleasesService>().Single().GuardsItself(path);

    public ReleasesState State => _server.Services.OfType<ReleasesService>().Single().State;

    /// <summary>Starts a server.</summary>
    /// <param name="workspace">The text of its <c>flightdeck.yaml</c>; null for none.</param>
    /// <param name="token">Its token.</param>
    /// <param name="apiKey">The key of the environments service.</param>
    /// <param name="folder">The folder of a server that has stopped; null for a new one.</param>
    public static async Task<ReleasesServer> StartAsync(string? workspace = null, string? token = null, string? apiKey = null, string? folder = null)
    {
        string root = folder ?? Path.Combine(Path.GetTempPath(), "fleet-test-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(root);
        string? file = workspace is null ? null : Path.Combine(root, "flightdeck.yaml");
        if (file is not null)
        {
            await File.WriteAllTextAsync(file, workspace);
        }

        ServerOptions options = new()
        {
            DataPath = Path.Combine(root, "data"),
            Python = "off",
            WorkspacePath = file,
            ReleasesToken = token,
            ApiKey = apiKey,
        };
        SettableClock clock = new();
        StringWriter log = new();
        return new ReleasesServer(await RunningServer.StartAsync(options, new ServerLog(log), clock), clock, log, root, folder is null, token);
    }

    /// <summary>Sends a request.</summary>
    public async Task<ReleasesAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string client = "127.0.0.1", params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await Client(client).SendAsync(request);
        return new ReleasesAnswer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers)
                .ToDictionary(static h => h.Key, static h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Posts JSON, with the token if there is one.</summary>
    public Task<ReleasesAnswer> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, Json(json), headers: [.. Authorization, .. headers]);

    /// <summary>Puts JSON, with the token if there is one.</summary>
    public Task<ReleasesAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, Json(json), headers: [.. Authorization]);

    /// <summary>Sends a GET, with the token if there is one.</summary>
    public Task<ReleasesAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, headers: [.. Authorization]);

    /// <summary>Creates a JSON body.</summary>
    public static ByteArrayContent Json(string json) => new(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new("application/json") } };

    /// <summary>Stops the server; the folder stays.</summary>
    public async Task StopAsync()
    {
        foreach (HttpClient client in _clients.Values)
        {
            client.Dispose();
        }

        await _server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private IEnumerable<(string, string)> Authorization => _token is null ? [] : [("Authorization", $"Bearer {_token}")];

    /// <summary>Returns a client with a source address of its own.</summary>
    private HttpClient Client(string address)
    {
        if (!_clients.TryGetValue(address, out HttpClient? client))
        {
            SocketsHttpHandler handler = new()
            {
                AllowAutoRedirect = false,
                ConnectCallback = async (connect, cancel) =>
                {
                    Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                    await socket.ConnectAsync(connect.DnsEndPoint, cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            _clients[address] = client = new HttpClient(handler) { BaseAddress = new Uri(Url) };
        }

        return client;
    }
}

/// <summary>An answer of the server.</summary>
internal sealed record ReleasesAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    /// <summary>The text of an error.</summary>
    public string Detail => Json.GetProperty("detail").GetString()!;

    /// <summary>Returns the answer, which must be a success.</summary>
    public ReleasesAnswer Ok()
    {
        Assert.True(Status == 200, $"{Status} {Body}");
        return this;
    }

    /// <summary>A member of the answer.</summary>
    public string this[string name] => Json.GetProperty(name).ToString();
}
