using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.Testing;

namespace Fleet.Client.Tests.Agents;

/// <summary>A client whose messages are all answered by one stream.</summary>
internal sealed class StreamClient : IDisposable
{
    public const string SessionId = "MYSESSION1";

    public StreamClient(byte[] body, Exception? end = null)
        : this(() => new BrokenStream(body, end))
    {
    }

    public StreamClient(string body, Exception? end = null)
        : this(Encoding.UTF8.GetBytes(body), end)
    {
    }

    public StreamClient(Func<Stream> body, string mediaType = "text/event-stream")
    {
        Stub.Then((_, _) =>
        {
            HttpResponseMessage response = new(HttpStatusCode.OK) { Content = new StreamContent(body()) };
            response.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            return Task.FromResult(response);
        });
        Client = new FleetClient(new FleetClientOptions
        {
            AgentsUri = new Uri("http://flux0.test"),
            Handler = Stub,
            TimeProvider = Clock,
            Log = entry => Log.Add(entry),
            LogLevel = FleetLogLevel.Warning,
        });
    }

    public static FleetMessageRequest Message { get; } = new() { SessionId = SessionId, Content = "hello" };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public StubHandler Stub { get; } = new();

    public ManualTimeProvider Clock { get; } = new();

    public List<FleetLogEntry> Log { get; } = [];

    public FleetClient Client { get; }

    public async Task<List<FleetSessionUpdate>> AllAsync() => await Client.Sessions.SendEventAsync(Message, Token).ToListAsync(Token);

    public async Task<List<FleetStreamEvent>> RawAsync() => await Client.Sessions.SendRawEventAsync(Message, Token).ToListAsync(Token);

    public void Dispose()
    {
        Client.Dispose();
        Stub.Dispose();
    }

    /// <summary>A stream that returns its bytes, and may then break.</summary>
    private sealed class BrokenStream(byte[] bytes, Exception? end) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length && end is not null ? ValueTask.FromException<int>(end) : base.ReadAsync(buffer, cancellationToken);
    }
}
