using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Fleet.Client.Http;

/// <summary>
/// Creates the exception of a failed call. The service's own conventions decide first, then the status; the service's text is only read where nothing
/// else distinguishes two cases.
/// </summary>
internal static class FleetErrors
{
    /// <summary>The code of an error because too many instances are running.</summary>
    public const string LimitCode = "instance_limit_exceeded";

    /// <summary>Creates the exception.</summary>
    public static FleetException Make(FleetCall call, AttemptFailure failure, ServiceErrors errors)
    {
        FleetException exception = failure.Kind switch
        {
            FailureKind.Answer => errors.Read(call, failure) ?? Answer(call, failure, errors),
            FailureKind.TimedOut => new FleetTimeoutException(
                $"{call.Origin} did not respond within {failure.Limit}. Try again later, or allow more time.", failure.Cause),
            _ => new FleetConnectionException(NoAnswer(call, failure), failure.Cause),
        };
        Describe(exception, call);
        exception.Facts.StatusCode = failure.Status;
        exception.Facts.ErrorCode ??= failure.Error.Code;
        exception.Facts.RetryAfter = failure.RetryAfter;
        exception.Facts.ResponseBody = failure.Body;
        exception.Facts.ResponseHeaders = failure.Headers;
        return exception;
    }

    /// <summary>Adds the facts of the call to an exception.</summary>
    public static void Describe(FleetException exception, FleetCall call)
    {
        exception.Facts.RequestId = call.RequestId;
        exception.Facts.Attempts = call.Attempt;
        exception.Facts.Method = call.Request.Method.Method;
        exception.Facts.RequestUri = call.AddressToShow;
    }

    /// <summary>Formats a number of seconds for a message.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);

    private static FleetException Answer(FleetCall call, AttemptFailure failure, ServiceErrors errors)
    {
        ErrorBody error = failure.Error;
        string text = error.Text;
        int status = (int)failure.Status.GetValueOrDefault();
        return status switch
        {
            >= 300 and < 400 => new FleetException(
                $"{call.Origin} redirects to {failure.Location ?? "another address"} ({status}), which is not followed. Use the service's own address.")
            { ErrorCode = "redirect" },
            401 => Unauthorized(call, text, errors),
            403 => new FleetPermissionException($"{Sentence(text, "The credentials do not allow this")} Use credentials that allow it."),
            404 => NotFound(call, error, text),
            408 => new FleetTimeoutException($"{call.Origin} gave up waiting for the request (408){Quote(text)}. Try again."),
            409 or 412 or 423 => new FleetConflictException(
                Sentence(text, "The current state does not allow this call") + errors.ConflictAdvice(Subject(call, text), text))
            {
                ResourceId = ErrorText.Quoted(text, 0) ?? call.Resource?.Id,
            },
            // The thing is known, but has ended: this is the response of an instance after its end.
            410 => new FleetConflictException(Sentence(text, "It has ended") + errors.ConflictAdvice(Subject(call, text), text))
            {
                ErrorCode = error.Code ?? "gone",
                ResourceId = call.Resource?.Id,
            },
            413 => new FleetValidationException($"The request is too large for {call.Origin}{Quote(text)}."),
            400 or 422 => Invalid(error, text),
            429 => new FleetRateLimitException(
                $"{call.Origin} is getting too many requests{Quote(text)}. "
                + $"{(failure.RetryAfter is { } wait ? $"Try again in {Seconds(wait)} s" : "Try again later")}, or send fewer at once."),
            >= 500 => new FleetUnavailableException(
                $"{call.Origin} cannot serve the call now ({Status(failure)}){Quote(text)}. Try again later{errors.OutageAdvice(call)}."),
            _ => new FleetException($"{call.Origin} rejects the call ({Status(failure)}){Quote(text)}. Check that the address is that of the service."),
        };
    }

    private static FleetAuthenticationException Unauthorized(FleetCall call, string text, ServiceErrors errors)
    {
        string problem = call.HasCredentials ? $"{call.Origin} does not accept the credentials" : $"{call.Origin} requires credentials";
        return new FleetAuthenticationException($"{problem}{Quote(text)}. {errors.CredentialAdvice(call.HasCredentials)}.");
    }

    private static FleetValidationException Invalid(ErrorBody error, string text) =>
        new($"The service does not accept the request{Quote(text)}. Correct it and try again.") { Fields = [.. error.Fields] };

    private static FleetNotFoundException NotFound(FleetCall call, ErrorBody error, string text)
    {
        (string Type, string? Id)? resource = Subject(call, text);
        bool isNamed = resource is { Id: not null };
        string what = isNamed
            ? $"There is no {Words(resource!.Value.Type)} '{resource.Value.Id}' at {call.Origin}"
            : $"{call.Origin} did not find what was requested";
        return new FleetNotFoundException(
            error.IsJson
                ? $"{what}{Quote(text)}. Check the {(isNamed ? "id" : "address and the request")}."
                : $"{what}; the response does not come from the service itself. Check that the address is right.")
        {
            ResourceType = resource?.Type,
            ResourceId = resource?.Id,
        };
    }

    // A verification also names an instance: only the text shows whether the error is about that.
    private static (string Type, string? Id)? Subject(FleetCall call, string text) =>
        call.OtherResource is { } other && text.StartsWith(other.Type, StringComparison.OrdinalIgnoreCase) ? other : call.Resource;

    // "priceTable" is the name of a type; a message says "price table".
    private static string Words(string type) =>
        string.Concat(type.Select(static letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    private static string NoAnswer(FleetCall call, AttemptFailure failure)
    {
        if (failure.Kind is FailureKind.Broken)
        {
            return call.Request.Repeat is FleetRepeat.Safe or FleetRepeat.SafeWithKey
                ? $"The connection to {call.Origin} broke before the response arrived. Check that the service is running, and try again."
                : $"The connection to {call.Origin} broke before the response arrived; "
                    + "the service may have carried out the request. Check before you try again.";
        }

        return $"{call.Origin} cannot be reached: {Reason(failure.Cause)}.";
    }

    private static string Reason(Exception? cause)
    {
        for (Exception? inner = cause; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "nothing is listening there. Check the address, and that the service is running";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return "the host name cannot be resolved. Check the address and the network";
                // Its kinds differ only in their texts, which are the same in all languages.
                case AuthenticationException when Has(inner.Message, "certificate"):
                    return "its certificate is not trusted. Check the address, or name the certificate authority";
                case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }:
                    return "the proxy does not allow the connection. Check the proxy";
                case TimeoutException:
                    return "connecting took too long. Check the address and the network";
                default:
                    break;
            }
        }

        return cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "no secure connection could be made, for example because the server speaks plain http. Check whether the address begins with http or https"
            : "no connection could be made. Check the address and the network";
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string Quote(string text) => text.Length == 0 ? "" : $": {text.TrimEnd('.')}";

    /// <summary>Returns the service's error text as a sentence, or another text if there is none.</summary>
    public static string Sentence(string text, string otherwise) => (text.Length == 0 ? otherwise : text.TrimEnd('.')) + ".";

    private static string Status(AttemptFailure failure) =>
        Enum.IsDefined(failure.Status.GetValueOrDefault())
            ? $"{(int)failure.Status.GetValueOrDefault()} {failure.Status}"
            : $"{(int)failure.Status.GetValueOrDefault()}";
}
