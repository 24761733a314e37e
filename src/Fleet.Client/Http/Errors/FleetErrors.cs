using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Fleet.Client.Http;

/// <summary>
/// Makes the exception of a failed call. Machine-readable codes decide first, then the status; the service's text is only read where nothing
/// else tells two cases apart.
/// </summary>
internal static class FleetErrors
{
    /// <summary>The code of a refusal because too many instances run.</summary>
    public const string LimitCode = "instance_limit_exceeded";

    /// <summary>Makes the exception.</summary>
    public static FleetException Make(FleetCall call, AttemptFailure failure, ServiceErrors errors)
    {
        FleetException exception = failure.Kind switch
        {
            FailureKind.Answer => errors.Read(call, failure) ?? Answer(call, failure, errors),
            FailureKind.TimedOut => new FleetTimeoutException(
                $"{call.Origin} did not answer within {failure.Limit}. Try again later, or allow more time.", failure.Cause),
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

    /// <summary>Says which call an exception is about.</summary>
    public static void Describe(FleetException exception, FleetCall call)
    {
        exception.Facts.RequestId = call.RequestId;
        exception.Facts.Attempts = call.Attempt;
        exception.Facts.Method = call.Request.Method.Method;
        exception.Facts.RequestUri = call.AddressToShow;
    }

    /// <summary>A number of seconds as a message shows it.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);

    private static FleetException Answer(FleetCall call, AttemptFailure failure, ServiceErrors errors)
    {
        ErrorBody error = failure.Error;
        string text = error.Text;
        int status = (int)failure.Status.GetValueOrDefault();
        return status switch
        {
            >= 300 and < 400 => new FleetException(
                $"{call.Origin} redirects to {failure.Location ?? "another address"} ({status}), which is not followed. Use the service's own address.") { ErrorCode = "redirect" },
            401 => Unauthorized(call, text, errors),
            403 => new FleetPermissionException($"{Sentence(text, "The credentials may not do this")} Use credentials that may do this."),
            404 => NotFound(call, error, text),
            408 => new FleetTimeoutException($"{call.Origin} gave up waiting for the request (408){Quote(text)}. Try again."),
            409 or 412 or 423 => new FleetConflictException(Sentence(text, "The state of the thing does not allow this call") + errors.ConflictAdvice(Subject(call, text), text)) { ResourceId = ErrorText.Quoted(text, 0) ?? call.Resource?.Id },
            // What has ended is known all the same: an instance after its end answers so.
            410 => new FleetConflictException(Sentence(text, "It has ended") + errors.ConflictAdvice(Subject(call, text), text)) { ErrorCode = error.Code ?? "gone", ResourceId = call.Resource?.Id },
            413 => new FleetValidationException($"The request is too large for {call.Origin}{Quote(text)}."),
            400 or 422 => Invalid(error, text),
            429 => new FleetRateLimitException(
                $"{call.Origin} gets too many requests{Quote(text)}. {(failure.RetryAfter is { } wait ? $"Try again in {Seconds(wait)} s" : "Try again later")}, or send fewer at once."),
            >= 500 => new FleetUnavailableException($"{call.Origin} cannot serve the call now ({Status(failure)}){Quote(text)}. Try again later{errors.OutageAdvice(call)}."),
            _ => new FleetException($"{call.Origin} refuses the call ({Status(failure)}){Quote(text)}. Check that the address is that of the service."),
        };
    }

    private static FleetAuthenticationException Unauthorized(FleetCall call, string text, ServiceErrors errors)
    {
        string problem = call.HasCredentials ? $"{call.Origin} does not accept the credentials" : $"{call.Origin} wants credentials";
        return new FleetAuthenticationException($"{problem}{Quote(text)}. {errors.CredentialAdvice(call.HasCredentials)}.");
    }

    private static FleetValidationException Invalid(ErrorBody error, string text) =>
        new($"The service does not accept the request{Quote(text)}. Correct it and try again.") { Fields = [.. error.Fields] };

    private static FleetNotFoundException NotFound(FleetCall call, ErrorBody error, string text)
    {
        (string Type, string? Id)? resource = Subject(call, text);
        bool isNamed = resource is { Id: not null };
        string what = isNamed ? $"There is no {Words(resource!.Value.Type)} '{resource.Value.Id}' at {call.Origin}" : $"{call.Origin} does not have what was asked for";
        return new FleetNotFoundException(
            error.IsJson ? $"{what}{Quote(text)}. Check the {(isNamed ? "id" : "address and what was asked for")}." : $"{what}; the answer does not come from the service itself. Check that the address is right.")
        {
            ResourceType = resource?.Type,
            ResourceId = resource?.Id,
        };
    }

    // Verifying names an instance: that the answer is about it is told by the text alone.
    private static (string Type, string? Id)? Subject(FleetCall call, string text) =>
        call.OtherResource is { } other && text.StartsWith(other.Type, StringComparison.OrdinalIgnoreCase) ? other : call.Resource;

    // "priceTable" is the name of a type; a message speaks of a price table.
    private static string Words(string type) => string.Concat(type.Select(static letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    private static string NoAnswer(FleetCall call, AttemptFailure failure)
    {
        if (failure.Kind is FailureKind.Broken)
        {
            return call.Request.Repeat is FleetRepeat.Safe or FleetRepeat.SafeWithKey
                ? $"The connection to {call.Origin} broke before the answer was there. Check that the service is running, and try again."
                : $"The connection to {call.Origin} broke before the answer was there; the service may have done what was asked. Look before you try again.";
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
                    return "nothing listens there. Check the address, and that the service is running";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return "the name of the host is not known. Check the address and the network";
                // Its kinds differ in their texts alone, which are the same in all languages.
                case AuthenticationException when Has(inner.Message, "certificate"):
                    return "its certificate is not trusted. Check the address, or name the certificate authority";
                case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }:
                    return "the proxy does not let it through. Check the proxy";
                case TimeoutException:
                    return "making the connection took too long. Check the address and the network";
                default:
                    break;
            }
        }

        return cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "no secure connection could be made, as when http is spoken there. Check whether the address begins with http or https"
            : "no connection could be made. Check the address and the network";
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string Quote(string text) => text.Length == 0 ? "" : $": {text.TrimEnd('.')}";

    /// <summary>The service's error text as a sentence, or another where it has none.</summary>
    public static string Sentence(string text, string otherwise) => (text.Length == 0 ? otherwise : text.TrimEnd('.')) + ".";

    private static string Status(AttemptFailure failure) =>
        Enum.IsDefined(failure.Status.GetValueOrDefault()) ? $"{(int)failure.Status.GetValueOrDefault()} {failure.Status}" : $"{(int)failure.Status.GetValueOrDefault()}";
}
