using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Fleet.Testing;

/// <summary>A stand-in for a service. It records the requests and answers by script, one step a request; the last step is repeated.</summary>
public sealed class StubHandler : HttpMessageHandler
{
    private readonly ConcurrentQueue<SentRequest> _sent = new();
    private readonly ConcurrentQueue<Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>> _script = new();
    private Func<SentRequest, CancellationToken, Task<HttpResponseMessage>> _last =
        static (_, _) => throw new InvalidOperationException("The script of the stub is empty.");

    /// <summary>The requests so far, in order.</summary>
    public IReadOnlyList<SentRequest> Sent => [.. _sent];

    /// <summary>True when the stub has been disposed.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Makes an answer.</summary>
    public static HttpResponseMessage Answer(
        HttpStatusCode status, string? body = null, string mediaType = "application/json", params ReadOnlySpan<(string Name, string Value)> headers)
    {
        HttpResponseMessage response = new(status) { Content = new StringContent(body ?? "", Encoding.UTF8, mediaType) };
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    /// <summary>Adds an answer as the next step.</summary>
    public StubHandler Then(HttpStatusCode status, string? body = null, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        (string Name, string Value)[] kept = headers.ToArray();
        return Then((_, _) => Task.FromResult(Answer(status, body, headers: kept)));
    }

    /// <summary>Adds a failure before an answer as the next step.</summary>
    public StubHandler Throws(Func<Exception> failure) => Then((_, _) => Task.FromException<HttpResponseMessage>(failure()));

    /// <summary>Adds a request that is never answered as the next step; it ends with its token.</summary>
    public StubHandler Hangs() => Then(static async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("An endless wait ended.");
    });

    /// <summary>Adds a function that answers as the next step.</summary>
    public StubHandler Then(Func<SentRequest, CancellationToken, Task<HttpResponseMessage>> step)
    {
        _script.Enqueue(step);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        SentRequest sent = await SentRequest.FromAsync(request, cancellationToken);
        _sent.Enqueue(sent);
        if (_script.TryDequeue(out Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>? step))
        {
            _last = step;
        }

        HttpResponseMessage response = await _last(sent, cancellationToken);
        response.RequestMessage = request;
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
