using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Fleet.Client.Http;

/// <summary>Whether a failed attempt is repeated, and after which wait.</summary>
/// <remarks>
/// A loop of our own rather than Polly: which failure may be repeated depends on the call, on what was sent and on what the service has said
/// before, so the rules would be ours all the same; and as the first thing in a fresh process its pipeline costs 25 to 45 ms, which is more than
/// all the rest of the client.
/// </remarks>
internal static class RepeatRules
{
    /// <summary>Whether the kind of call and the failure allow a repetition, whatever the counts say.</summary>
    public static bool Allows(FleetRepeat repeat, FleetRetryOptions retry, AttemptFailure failure, bool honoursKey)
    {
        if (retry.Mode is FleetRetryMode.Flux0)
        {
            return Flux0Rules.Repeats(failure, retry) && (failure.Status is HttpStatusCode.TooManyRequests || failure.Kind is FailureKind.NoConnection || MayHaveBeenDone());
        }

        if (failure.Kind is not FailureKind.Answer)
        {
            return retry.RetryConnectionErrors && (failure.Kind is FailureKind.NoConnection ? !IsLasting(failure.Cause) : MayHaveBeenDone());
        }

        return retry.Mode is not FleetRetryMode.FlightDeck && failure.Status switch
        {
            // Refused, not done. A limit on instances does not pass within seconds.
            HttpStatusCode.TooManyRequests => failure.Error.Code != FleetErrors.LimitCode,
            HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => MayHaveBeenDone(),
            _ => false,
        };

        bool MayHaveBeenDone() => retry.RepeatCreates || repeat is FleetRepeat.Safe or FleetRepeat.SafeWithKey || (repeat is FleetRepeat.Create && honoursKey);
    }

    /// <summary>The wait before the next attempt; null when the service asks for a longer one than is obeyed.</summary>
    /// <param name="retry">The rules.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="retryAfter">What the service asked for.</param>
    public static TimeSpan? Wait(FleetRetryOptions retry, int attempt, TimeSpan? retryAfter)
    {
        if (retry.Mode is FleetRetryMode.Flux0)
        {
            return Flux0Rules.Wait(retry, attempt);
        }

        if (retry.Mode is FleetRetryMode.FlightDeck)
        {
            return TimeSpan.FromSeconds(Math.Min(Grown(retry, attempt), retry.MaxDelay.TotalSeconds));
        }

        if (retryAfter is { } asked && asked > TimeSpan.Zero)
        {
            return asked <= retry.MaxRetryAfter ? asked : null;
        }

        double seconds = Math.Min(Grown(retry, attempt), retry.MaxDelay.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (0.8 + (0.4 * Random.Shared.NextDouble())));
    }

    /// <summary>The wait in seconds before jitter and limit. That of many repetitions is infinite, not a failure: the limit is applied to it.</summary>
    public static double Grown(FleetRetryOptions retry, int attempt) =>
        retry.FirstDelay == TimeSpan.Zero ? 0 : retry.FirstDelay.TotalSeconds * Math.Pow(retry.Exponent, attempt - 1);

    /// <summary>Reads <c>Retry-After</c>: seconds, fractions of them included, or a date.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (!headers.NonValidated.TryGetValues("Retry-After", out HeaderStringValues values))
        {
            return null;
        }

        string text = values.ToString();
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) && date > now ? date - now : null;
    }

    /// <summary>How a failure before an answer is to be taken. Only what failed while connecting is known to have sent nothing.</summary>
    /// <remarks>A bare <see cref="SocketException"/> comes from the handler when a peer goes between the making of a connection and its first use.</remarks>
    public static FailureKind Classify(Exception failure) =>
        failure is SocketException or HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        }
            ? FailureKind.NoConnection
            : FailureKind.Broken;

    // A certificate that is not trusted now will not be trusted in a second.
    private static bool IsLasting(Exception? cause) => cause?.InnerException is AuthenticationException;
}
