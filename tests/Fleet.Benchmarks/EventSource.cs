using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fleet.Benchmarks;

/// <summary>
/// The fastest possible agents service: it answers each message with events prepared in advance and nothing else, so the time measured is the
/// client's.
/// </summary>
internal sealed class EventSource : IAsyncDisposable
{
    private const int PerBlock = 500;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _block;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public EventSource()
    {
        string events = string.Concat(Enumerable.Repeat(
            "event: chunk\ndata: "
                + """{"correlation_id": "RID(tRKboe29ee)::sXqjY42MqE", "event_id": "833f5285-a75f-4c75-9847-67430b267ec0", "seq": 0,"""
                + """ "patches": [{"op": "add", "path": "/-", "value": " word"}],"""
                + """ "metadata": {"agent_id": "ZygbH7DaCe", "agent_name": "echo agent"}, "timestamp": 1795312796.0296638}"""
                + "\n\n",
            PerBlock));
        _block = Chunk(events);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The address it listens on.</summary>
    public Uri Uri => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }

    private static byte[] Chunk(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes, .. "\r\n"u8];
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    // The message is the number of events to send; 0 asks for a single event with the time it was sent.
    private async Task AnswerAsync(TcpClient client)
    {
        using TcpClient owned = client;
        client.NoDelay = true;
        NetworkStream stream = client.GetStream();
        try
        {
            while (await ReadAsync(stream) is { } message)
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), _end.Token);
                for (int sent = 0; sent < message; sent += PerBlock)
                {
                    await stream.WriteAsync(_block, _end.Token);
                }

                if (message == 0)
                {
                    // The client has processed the headers by then, so only the event itself is measured.
                    await Task.Delay(20, _end.Token);
                    string sent = DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture);
                    await stream.WriteAsync(Chunk($"event: status\nid: 1\ndata: {sent}\n\n"), _end.Token);
                }

                await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The shell has exited, or the measurement is over.
        }
    }

    private async Task<int?> ReadAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[8192];
        int length = 0;
        while (true)
        {
            int count = await stream.ReadAsync(buffer.AsMemory(length), _end.Token);
            if (count == 0)
            {
                return null;
            }

            length += count;
            string text = Encoding.UTF8.GetString(buffer, 0, length);
            int at = text.IndexOf("\"content\":\"", StringComparison.Ordinal);
            if (at >= 0 && text.EndsWith("\"}", StringComparison.Ordinal))
            {
                return int.Parse(text[(at + 11)..^2], CultureInfo.InvariantCulture);
            }
        }
    }
}
