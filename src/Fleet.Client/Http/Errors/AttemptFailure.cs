using System.Net;

namespace Fleet.Client.Http;

/// <summary>The way in which an attempt failed.</summary>
internal enum FailureKind
{
    /// <summary>There is a response, and it is an error.</summary>
    Answer,

    /// <summary>No connection was made; nothing was sent.</summary>
    NoConnection,

    /// <summary>The connection broke after the request may have been sent.</summary>
    Broken,

    /// <summary>A time limit was exceeded: one of ours, or one of the supplied client's own.</summary>
    TimedOut,
}

/// <summary>A failed attempt: the basis of the decision to repeat it, and of the exception in the end.</summary>
internal sealed record AttemptFailure
{
    private static readonly ErrorBody s_nothing = new();

    public required FailureKind Kind { get; init; }

    public Exception? Cause { get; init; }

    public HttpStatusCode? Status { get; init; }

    /// <summary>The retained part of the body, redacted.</summary>
    public string? Body { get; init; }

    /// <summary>The content of the body.</summary>
    public ErrorBody Error { get; init; } = s_nothing;

    /// <summary>The headers, redacted.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The host that a redirect leads to.</summary>
    public string? Location { get; init; }

    /// <summary>The limit that was exceeded, for <see cref="FailureKind.TimedOut"/>, for example <c>100 s, the limit of one attempt</c>.</summary>
    public string Limit { get; init; } = "";
}
