using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fleet.Testing;

/// <summary>
/// A server on a free port of the loopback address that records every request and gives scripted answers. It is used from
/// PowerShell too, so answers are data and not code.
/// </summary>
public sealed class RecordingServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Lock _lock = new();
    private readonly object _arrival = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<ScriptedAnswer> _answers = [];
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts a server without answers: every request gets a 404 that says so.</summary>
    public RecordingServer()
    {
        _listener = Listen();
        Uri = new Uri(_listener.Prefixes.First().TrimEnd('/'));
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>The address it listens on, without a slash at the end.</summary>
    public Uri Uri { get; }

    /// <summary>The requests so far, oldest first; a copy.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Sets the answer to all requests with a method and path. The newest matching answer wins.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, with <c>*</c> for any one segment; with a query only requests with exactly that query match.</param>
    /// <param name="status">The status.</param>
    /// <param name="body">The body, JSON; <c>{1}</c> is replaced by the segment that the first <c>*</c> matched, and so on.</param>
    public void Answer(string method, string path, int status, string body) => Add(new ScriptedAnswer(method, path, status, body));

    /// <summary>Sets the answer to the next matching request only; several are sent in the order they were set.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, as for <see cref="Answer"/>.</param>
    /// <param name="status">The status.</param>
    /// <param name="body">The body, as for <see cref="Answer"/>.</param>
    public void AnswerOnce(string method, string path, int status, string body) => Add(new ScriptedAnswer(method, path, status, body) { IsOnce = true });

    /// <summary>Delays matching requests until <see cref="Release"/>, so that a test can act while one is under way.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, as for <see cref="Answer"/>.</param>
    /// <param name="status">The status it is then answered with.</param>
    /// <param name="body">The body it is then answered with.</param>
    public void Hold(string method, string path, int status, string body) => Add(new ScriptedAnswer(method, path, status, body) { IsHeld = true });

    /// <summary>Closes the connection of matching requests before they are answered in full.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, as for <see cref="Answer"/>.</param>
    public void Drop(string method, string path) => Add(new ScriptedAnswer(method, path, 0, "") { IsDropped = true });

    /// <summary>Sets a stream of events as the answer to all requests with a method and path.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, as for <see cref="Answer"/>.</param>
    /// <param name="body">The events, as sent.</param>
    /// <param name="open">Whether the stream stays open and silent after them, until <see cref="Release"/>.</param>
    public void Stream(string method, string path, string body, bool open = false) =>
        Add(new ScriptedAnswer(method, path, 200, body) { IsStream = true, IsHeld = open });

    /// <summary>Sets a stream of events that is cut off before its end as the answer to all requests with a method and path.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, as for <see cref="Answer"/>.</param>
    /// <param name="body">The events that are sent before the cut.</param>
    public void CutStream(string method, string path, string body) => Add(new ScriptedAnswer(method, path, 200, body) { IsStream = true, IsDropped = true });

    /// <summary>Answers the delayed requests, and delays no more.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Clears the recorded requests, not the answers.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }

    /// <summary>Waits for a number of requests.</summary>
    /// <param name="count">The number.</param>
    /// <param name="seconds">The timeout, for a test that fails: no slow machine reaches it.</param>
    /// <returns>True when there are at least that many.</returns>
    public bool WaitForRequests(int count, int seconds = 120)
    {
        lock (_arrival)
        {
            long until = Environment.TickCount64 + (seconds * 1000L);
            while (Requests.Count < count)
            {
                long left = until - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_arrival, TimeSpan.FromMilliseconds(left)))
                {
                    return Requests.Count >= count;
                }
            }
        }

        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Release();
        _listener.Close();
    }

    private static HttpListener Listen()
    {
        // The listener cannot choose a port itself; another process may take the one found before it is bound.
        for (int attempt = 1; ; attempt++)
        {
            using TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            HttpListener listener = new();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private void Add(ScriptedAnswer answer)
    {
        lock (_lock)
        {
            if (answer.IsHeld && _released.Task.IsCompleted)
            {
                _released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _answers.Add(answer);
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => ServeAsync(context));
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            RecordedRequest request = await ReadAsync(context.Request);
            ScriptedAnswer? answer = Take(request);
            if (answer is { IsStream: true })
            {
                await StreamAsync(context.Response, answer, Encoding.UTF8.GetBytes(answer.Fill(request.Path)));
                return;
            }

            if (answer is { IsHeld: true })
            {
                await _released.Task;
            }

            if (answer is { IsDropped: true })
            {
                // Without a promised body, the listener makes a whole, empty answer of an abort.
                context.Response.ContentLength64 = 1;
                context.Response.Abort();
                return;
            }

            byte[] body = Encoding.UTF8.GetBytes(answer?.Fill(request.Path) ?? $$"""{"detail":"No answer was set for {{request.Method}} {{request.Path}}"}""");
            context.Response.StatusCode = answer?.Status ?? 404;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The caller has disconnected, or the server is closing.
        }
    }

    private async Task StreamAsync(HttpListenerResponse response, ScriptedAnswer answer, byte[] body)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        if (answer.IsDropped)
        {
            // More is promised than comes: whatever ends the connection then is a cut.
            response.ContentLength64 = body.Length + 1;
        }
        else
        {
            response.SendChunked = true;
        }

        await response.OutputStream.WriteAsync(body);
        await response.OutputStream.FlushAsync();
        if (answer.IsDropped)
        {
            response.Abort();
            return;
        }

        if (answer.IsHeld)
        {
            await _released.Task;
        }

        response.Close();
    }

    private static async Task<RecordedRequest> ReadAsync(HttpListenerRequest request)
    {
        using StreamReader reader = new(request.InputStream, Encoding.UTF8);
        string target = request.RawUrl ?? "/";
        int query = target.IndexOf('?', StringComparison.Ordinal);
        return new RecordedRequest
        {
            Method = request.HttpMethod,
            Path = query < 0 ? target : target[..query],
            Query = query < 0 ? "" : target[(query + 1)..],
            Headers = request.Headers.AllKeys.OfType<string>().ToDictionary(k => k, k => request.Headers[k] ?? "", StringComparer.OrdinalIgnoreCase),
            Body = await reader.ReadToEndAsync(),
        };
    }

    private ScriptedAnswer? Take(RecordedRequest request)
    {
        ScriptedAnswer? answer;
        lock (_lock)
        {
            answer = _answers.Find(a => a.IsOnce && a.Fits(request)) ?? _answers.FindLast(a => !a.IsOnce && a.Fits(request));
            if (answer is { IsOnce: true })
            {
                _answers.Remove(answer);
            }

            _requests.Add(request);
        }

        lock (_arrival)
        {
            Monitor.PulseAll(_arrival);
        }

        return answer;
    }
}
