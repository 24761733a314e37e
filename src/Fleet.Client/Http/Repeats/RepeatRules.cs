using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Fleet.Client.Http;

/// <summary>The rules for repeating a failed attempt, and for the wait before that.</summary>
/// <remarks>
/// A loop of our own rather than Polly: whether a failure may be repeated depends on the call, on what was sent and on what the service said
/// before, so the rules would be ours in any case; and at the start of a fresh process its pipeline costs 25 to 45 ms, which is more than
/// the rest of the client takes.
/// </remarks>
internal static class RepeatRules
{
    /// <summary>Returns whether the kind of call and the failure allow a repetition, regardless of the counts.</summary>
    public static bool Allows(FleetRepeat repeat, FleetRetryOptions retry, AttemptFailure failure, bool honoursKey)
    {
        if (retry.Mode is FleetRetryMode.Flux0)
        {
            return Flux0Rules.Repeats(failure, retry)
                && (failure.Status is HttpStatusCode.TooManyRequests || failure.Kind is FailureKind.NoConnection || MayHaveBeenDone());
        }

        if (failure.Kind is not FailureKind.Answer)
        {
            return retry.RetryConnectionErrors && (failure.Kind is FailureKind.NoConnection ? !IsLasting(failure.Cause) : MayHaveBeenDone());
        }

        return retry.Mode is not FleetRetryMode.FlightDeck && failure.Status switch
        {
            // Rejected, not carried out. A limit on instances does not pass within seconds.
            HttpStatusCode.TooManyRequests => failure.Error.Code != FleetErrors.LimitCode,
            HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => MayHaveBeenDone(),
            _ => false,
        };

        bool MayHaveBeenDone() => retry.RepeatCreates || repeat is FleetRepeat.Safe or FleetRepeat.SafeWithKey || (repeat is FleetRepeat.Create && honoursKey);
    }

    /// <summary>Returns the wait before the next attempt; null if the service asks for a longer one than is obeyed.</summary>
    /// <param name="retry">The rules.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="retryAfter">The wait that the service asked for.</param>
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

    /// <summary>
    /// Returns the wait in seconds, before jitter and limit. After many repetitions it is infinite, which is no failure: the limit still applies.
    /// </summary>
    public static double Grown(FleetRetryOptions retry, int attempt) =>
        retry.FirstDelay == TimeSpan.Zero ? 0 : retry.FirstDelay.TotalSeconds * Math.Pow(retry.Exponent, attempt - 1);

    /// <summary>Reads <c>Retry-After</c>: seconds, including fractions, or a date.</summary>
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

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) && date > now
            ? date - now
            : null;
    }

    /// <summary>Classifies a failure before a response. Only one during connecting is known to have sent nothing.</summary>
    /// <remarks>
    /// A bare <see cref="SocketException"/> comes from the handler if a peer disappears between the making of a connection and its first use.
    /// </remarks>
    public static FailureKind Classify(Exception failure) =>
        failure is SocketException or HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        }
            ? FailureKind.NoConnection
            : FailureKind.Broken;

    // A certificate that is not trusted now will not be trusted a second later.
    private static bool IsLasting(Exception? cause) => cause?.InnerException is AuthenticationException;
}
