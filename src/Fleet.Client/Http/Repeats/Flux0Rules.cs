using System.Net;

namespace Fleet.Client.Http;

/// <summary>The rules of the flux0 client.</summary>
internal static class Flux0Rules
{
    /// <summary>Returns whether a failure is one after which calls are repeated, whatever the call.</summary>
    public static bool Repeats(AttemptFailure failure, FleetRetryOptions retry) => failure.Kind switch
    {
        FailureKind.Answer => failure.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
        FailureKind.NoConnection or FailureKind.TimedOut => retry.RetryConnectionErrors,
        // Not after a connection that was closed without a response.
        _ => false,
    };

    /// <summary>Returns the wait before the next attempt: the jitter is up to a second whatever the first wait is, and is added before the limit.</summary>
    public static TimeSpan Wait(FleetRetryOptions retry, int attempt) =>
        TimeSpan.FromSeconds(Math.Min(RepeatRules.Grown(retry, attempt) + retry.Jitter.NextDouble(), retry.MaxDelay.TotalSeconds));
}
