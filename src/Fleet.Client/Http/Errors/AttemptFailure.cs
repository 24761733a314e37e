using System.Net;

namespace Fleet.Client.Http;

/// <summary>How an attempt failed.</summary>
internal enum FailureKind
{
    /// <summary>There is an answer, and it is an error.</summary>
    Answer,

    /// <summary>No connection was made: nothing was sent.</summary>
    NoConnection,

    /// <summary>The connection broke after the request may have been sent.</summary>
    Broken,

    /// <summary>A limit was over: one of ours, or one of the given client's own.</summary>
    TimedOut,
}

/// <summary>A failed attempt: what the decision to repeat it, and in the end the exception, are made from.</summary>
internal sealed record AttemptFailure
{
    private static readonly ErrorBody s_nothing = new();

    public required FailureKind Kind { get; init; }

    public Exception? Cause { get; init; }

    public HttpStatusCode? Status { get; init; }

    /// <summary>The body as far as it is kept, redacted.</summary>
    public string? Body { get; init; }

    /// <summary>What the body says.</summary>
    public ErrorBody Error { get; init; } = s_nothing;

    /// <summary>The headers, redacted.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The host that a redirection leads to.</summary>
    public string? Location { get; init; }

    /// <summary>The limit that was over, for <see cref="FailureKind.TimedOut"/>, for example <c>100 s, the limit of one attempt</c>.</summary>
    public string Limit { get; init; } = "";
}
