using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>The one place that turns exceptions into error records. Scripts rely on their ids and categories.</summary>
internal static class ErrorRecords
{
    /// <summary>Makes the error record of an exception.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="target">The user's value: an id, a name or the input object; never the cmdlet.</param>
    public static ErrorRecord From(Exception exception, object? target)
    {
        (string id, ErrorCategory category) = Classify(exception);
        return new ErrorRecord(exception, id, category, target);
    }

    /// <summary>Makes the error record for work that needs a running instance: a conflict there does not mean that something already exists.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="instance">The instance or its id.</param>
    public static ErrorRecord OfInstance(Exception exception, object? instance) => exception is FleetConflictException
        ? new ErrorRecord(exception, "InstanceEnded", ErrorCategory.InvalidOperation, instance)
        : From(exception, instance);

    /// <summary>Makes the error record for a file. It lists all the file's errors, so that they can be fixed in one go.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="path">The file, as named by the user.</param>
    public static ErrorRecord OfFile(Exception exception, string path)
    {
        ErrorRecord record = From(exception, path);
        if (exception is FleetValidationException { Fields: { Length: > 1 } faults })
        {
            string all = string.Join("; ", faults.Select(static fault => $"{fault.Field} {fault.Message}"));
            record.ErrorDetails = new ErrorDetails($"The file '{path}' cannot be used: {all}.");
        }

        return record;
    }

    private static (string Id, ErrorCategory Category) Classify(Exception exception) => exception switch
    {
        FleetAuthenticationException => ("AuthenticationFailed", ErrorCategory.AuthenticationError),
        FleetPromotionBlockedException => ("PromotionBlocked", ErrorCategory.PermissionDenied),
        FleetPermissionException => ("PermissionDenied", ErrorCategory.PermissionDenied),
        FleetNotFoundException missing => (NotFoundId(missing), ErrorCategory.ObjectNotFound),
        FleetConflictException => ("Conflict", ErrorCategory.ResourceExists),
        FleetValidationException => ("InvalidRequest", ErrorCategory.InvalidData),
        FleetLimitException => ("InstanceLimitReached", ErrorCategory.LimitsExceeded),
        FleetRateLimitException => ("RateLimited", ErrorCategory.LimitsExceeded),
        FleetTimeoutException => ("TimedOut", ErrorCategory.OperationTimeout),
        FleetUnavailableException => ("ServiceUnavailable", ErrorCategory.ResourceUnavailable),
        FleetConnectionException => ("ConnectionFailed", ErrorCategory.ConnectionError),
        FleetStreamException => ("StreamBroken", ErrorCategory.ConnectionError),
        FleetServerException => ("ServerFailed", ErrorCategory.ResourceUnavailable),
        FleetException { ErrorCode: "unreadable_answer" } => ("AnswerUnreadable", ErrorCategory.InvalidResult),
        FleetException { ErrorCode: "redirect" } => ("Redirected", ErrorCategory.ConnectionError),
        FleetException { ErrorCode: "not_supported" } => ("NotSupported", ErrorCategory.NotImplemented),
        FleetException { ErrorCode: "tool_failed" } => ("ToolFailed", ErrorCategory.InvalidResult),
        FleetException => ("FleetError", ErrorCategory.NotSpecified),
        FileNotFoundException or DirectoryNotFoundException or SessionStateException => ("FileNotFound", ErrorCategory.ObjectNotFound),
        UnauthorizedAccessException => ("FileAccessDenied", ErrorCategory.PermissionDenied),
        IOException => ("FileError", ErrorCategory.WriteError),
        ArgumentException => ("InvalidArgument", ErrorCategory.InvalidArgument),
        OperationCanceledException => ("Canceled", ErrorCategory.OperationStopped),
        _ => ("UnexpectedError", ErrorCategory.NotSpecified),
    };

    // "instance" becomes InstanceNotFound; a resource that the service did not name stays NotFound.
    private static string NotFoundId(FleetNotFoundException missing) =>
        missing.ResourceType is { Length: > 0 } type ? $"{char.ToUpperInvariant(type[0])}{type[1..]}NotFound" : "NotFound";
}
