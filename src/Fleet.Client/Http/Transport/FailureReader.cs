using System.Text;
using Fleet.Client.Core;

namespace Fleet.Client.Http;

/// <summary>Creates an <see cref="AttemptFailure"/> from an error response or an exception.</summary>
internal static class FailureReader
{
    private const int LongestRead = 64 * 1024;
    private const int LongestKept = 16 * 1024;

    /// <summary>Reads an error response. Its body is read as far as it is useful; if that fails, the status alone describes the error.</summary>
    public static async Task<AttemptFailure> ReadAsync(FleetCall call, HttpResponseMessage response, TimeLimit limit, DateTimeOffset now)
    {
        string body = call.Redactor.Body(await ReadTextAsync(response.Content, limit).ConfigureAwait(false));
        return new AttemptFailure
        {
            Kind = FailureKind.Answer,
            Status = response.StatusCode,
            Body = body.Length == 0 ? null : body[..Math.Min(body.Length, LongestKept)],
            Error = ErrorBody.Read(body, call.Redactor),
            Headers = call.Redactor.Headers(response.Headers, response.Content.Headers),
            RetryAfter = RepeatRules.RetryAfter(response.Headers, now),
            Location = Location(call, response),
        };
    }

    /// <summary>Describes a failure before a response.</summary>
    public static AttemptFailure Unanswered(FleetCall call, TimeLimit limit, bool isTotal, bool ownsConnections, Exception cause)
    {
        if (limit.IsOver)
        {
            return new AttemptFailure
            {
                Kind = FailureKind.TimedOut,
                Cause = cause,
                Limit = isTotal
                    ? $"{FleetErrors.Seconds(call.TotalLimit)} s, the limit of the whole call"
                    : $"{FleetErrors.Seconds(call.AttemptLimit)} s, the limit of one attempt",
            };
        }

        if (cause is OperationCanceledException)
        {
            // Neither the caller nor we cancelled it: it is the connect timeout, or a limit of the supplied client.
            return ownsConnections
                ? new AttemptFailure { Kind = FailureKind.NoConnection, Cause = cause }
                : new AttemptFailure { Kind = FailureKind.TimedOut, Cause = cause, Limit = "the limit of the supplied HttpClient" };
        }

        return new AttemptFailure { Kind = RepeatRules.Classify(cause), Cause = cause };
    }

    private static async Task<string> ReadTextAsync(HttpContent content, TimeLimit limit)
    {
        byte[] buffer = new byte[LongestRead];
        int length = 0;
        try
        {
            Stream stream = await content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            limit.ThrowIfStopped();
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static string? Location(FleetCall call, HttpResponseMessage response) =>
        response.Headers.Location is not { } location ? null
        : location.IsAbsoluteUri ? location.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
        : call.Origin;
}
