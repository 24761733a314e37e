using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>
/// Errors of the environments service. Machine-readable codes decide first; the service's text is only read where nothing else distinguishes two cases.
/// </summary>
internal sealed class EnvironmentsErrors : ServiceErrors
{
    public static EnvironmentsErrors Instance { get; } = new();

    public override FleetException? Read(FleetCall call, AttemptFailure failure) => (int)failure.Status.GetValueOrDefault() switch
    {
        _ when failure.Error.Code == FleetErrors.LimitCode => Limit(failure.Error, failure.Error.Text),
        400 => BadRequest(failure.Error, failure.Error.Text),
        403 => Forbidden(failure.Error, failure.Error.Text),
        _ => null,
    };

    // Useful advice is known in two cases: an instance conflicts with a call only because it has ended, and a task because of its key.
    public override string ConflictAdvice((string Type, string? Id)? subject, string text) => subject switch
    {
        ("instance", not null) => " Make a new instance.",
        ("task", not null) when Has(text, "exists") => " Update it, or use another key.",
        _ => "",
    };

    private static FleetLimitException Limit(ErrorBody error, string text)
    {
        (int? running, int? limit) = ErrorText.InstanceNumbers(text);
        running = error.RunningInstances ?? running;
        limit = error.InstanceLimit ?? limit;
        string counts = running is not null && limit is not null ? $"{running} of {limit} instances are running" : text.TrimEnd('.');
        return new FleetLimitException($"No more instances may run: {counts}. Close some, or ask for a higher limit.")
        {
            ErrorCode = FleetErrors.LimitCode,
            RunningInstances = running,
            InstanceLimit = limit,
        };
    }

    private static FleetException? Forbidden(ErrorBody error, string text)
    {
        if (Has(text, "instance limit"))
        {
            return Limit(error, text);
        }

        if (error.Code == "team_not_found" || Has(text, "team not found"))
        {
            return new FleetNotFoundException("The team of these credentials does not exist. Check the team id.")
            {
                ErrorCode = "team_not_found",
                ResourceType = "team",
                ResourceId = ErrorText.Quoted(text, 0),
            };
        }

        return Has(text, "environment") && Has(text, "permission")
            ? new FleetPermissionException($"{FleetErrors.Sentence(text, "")} Ask for access to the environment.")
            : null;
    }

    private static FleetException? BadRequest(ErrorBody error, string text)
    {
        if (error.Fields.Count > 0)
        {
            return null;
        }

        if (error.Code == "unsupported_region" || (Has(text, "region") && (Has(text, "not supported") || Has(text, "unsupported"))))
        {
            string? region = ErrorText.Between(text, "Region ", " not supported")?.Trim('\'');
            string? supported = ErrorText.Between(text, "[", "]")?.Replace("'", "", StringComparison.Ordinal);
            return new FleetValidationException(
                (region is null ? "The region is not supported" : $"The region {region} is not supported")
                    + (supported is null ? "." : $". Use one of: {supported}."))
            {
                ErrorCode = "unsupported_region",
                Fields = [new FleetFieldError { Field = "region", Message = text, Code = "unsupported_region" }],
            };
        }

        // "Version 'v9' not found for environment 'fira'" is about the version, although it has both words.
        bool missing = Has(text, "not found");
        if (error.Code == "version_not_found" || (missing && text.StartsWith("version", StringComparison.OrdinalIgnoreCase)))
        {
            string? version = ErrorText.Quoted(text, 0);
            string? owner = ErrorText.Quoted(text, 1);
            (string what, string advice) = Has(text, " for data ")
                ? ("The data", "Check the data key")
                : (owner is null ? "The environment" : "Environment", "List the environments to see the available versions");
            return new FleetNotFoundException($"{what}{Named(owner)} has no {(version is null ? "such version" : $"version '{version}'")}. {advice}.")
            {
                ErrorCode = "version_not_found",
                ResourceType = "version",
                ResourceId = version,
            };
        }

        if (error.Code == "environment_not_found" || (missing && Has(text, "environment")))
        {
            string? environment = ErrorText.Quoted(text, 0);
            return new FleetNotFoundException($"There is no environment{Named(environment)}. List the environments to see which exist.")
            {
                ErrorCode = "environment_not_found",
                ResourceType = "environment",
                ResourceId = environment,
            };
        }

        return null;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string Named(string? name) => name is null ? "" : $" '{name}'";
}
