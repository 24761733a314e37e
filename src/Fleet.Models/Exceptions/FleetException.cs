using System.Net;

namespace Fleet;

/// <summary>The base class of all errors between Fleet and a service. Its bodies and headers are redacted.</summary>
public class FleetException : Exception
{
    /// <summary>Creates an exception without a message.</summary>
    public FleetException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    public FleetException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with an inner exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public FleetException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status of the answer; null if there was none.</summary>
    public HttpStatusCode? StatusCode
    {
        get => Facts.StatusCode;
        init => Facts.StatusCode = value;
    }

    /// <summary>The machine-readable code that the service sent (<c>error_type</c> and the like), if any.</summary>
    public string? ErrorCode
    {
        get => Facts.ErrorCode;
        init => Facts.ErrorCode = value;
    }

    /// <summary>The <c>X-Request-ID</c> of the call, the same on all its attempts.</summary>
    public string? RequestId
    {
        get => Facts.RequestId;
        init => Facts.RequestId = value;
    }

    /// <summary>The wait that the service asks for before the next attempt.</summary>
    public TimeSpan? RetryAfter
    {
        get => Facts.RetryAfter;
        init => Facts.RetryAfter = value;
    }

    /// <summary>The number of attempts; 0 if nothing was sent.</summary>
    public int Attempts
    {
        get => Facts.Attempts;
        init => Facts.Attempts = value;
    }

    /// <summary>The HTTP method of the call.</summary>
    public string? Method
    {
        get => Facts.Method;
        init => Facts.Method = value;
    }

    /// <summary>The address of the call, without its query.</summary>
    public Uri? RequestUri
    {
        get => Facts.RequestUri;
        init => Facts.RequestUri = value;
    }

    /// <summary>The body of the answer: at most 16 KiB, redacted.</summary>
    public string? ResponseBody
    {
        get => Facts.ResponseBody;
        init => Facts.ResponseBody = value;
    }

    /// <summary>The headers of the answer, redacted.</summary>
    public IReadOnlyDictionary<string, string> ResponseHeaders
    {
        get => Facts.ResponseHeaders;
        init => Facts.ResponseHeaders = value;
    }

    /// <summary>The facts behind the properties, set as a whole by the client.</summary>
    internal FleetFailureFacts Facts { get; set; } = new();
}
