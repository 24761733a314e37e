using System.Net;

namespace Fleet;

/// <summary>
/// The facts about a failed call that every exception carries. They form one object so that the client fills them in at one place for all types.
/// </summary>
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
