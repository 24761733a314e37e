using System.Net;

namespace Fleet;

/// <summary>What every exception tells about the call that failed. One object of it, so that the client can fill it in one place for all types.</summary>
internal sealed class FleetFailureFacts
{
    public HttpStatusCode? StatusCode { get; set; }

    public string? ErrorCode { get; set; }

    public string? RequestId { get; set; }

    public TimeSpan? RetryAfter { get; set; }

    public int Attempts { get; set; }

    public string? Method { get; set; }

    public Uri? RequestUri { get; set; }

    public string? ResponseBody { get; set; }

    public IReadOnlyDictionary<string, string> ResponseHeaders { get; set; } = new Dictionary<string, string>();
}
