using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Turns a script's retry settings into the client's retry rules.</summary>
internal static class RetryRules
{
    /// <summary>Makes the rules from a script's settings, and from other rules for the rest.</summary>
    /// <exception cref="FleetValidationException">A value is out of range.</exception>
    public static FleetRetryOptions Of(FleetRetrySettings said, FleetRetryOptions others) => others with
    {
        Mode = said.Mode is null ? others.Mode
            : Enum.TryParse(said.Mode, ignoreCase: true, out FleetRetryMode mode) && Enum.IsDefined(mode) ? mode
            : throw Refusal(nameof(said.Mode), $"must be one of {string.Join(", ", Enum.GetNames<FleetRetryMode>())}, not '{said.Mode}'"),
        MaxRetries = said.MaxRetries is null or >= 0 ? said.MaxRetries ?? others.MaxRetries : throw Refusal(nameof(said.MaxRetries), "must not be negative"),
        FirstDelay = Seconds(said.FirstDelaySeconds, nameof(said.FirstDelaySeconds)) ?? others.FirstDelay,
        MaxDelay = Seconds(said.MaxDelaySeconds, nameof(said.MaxDelaySeconds)) ?? others.MaxDelay,
        Exponent = said.Exponent is null or (>= 1 and < double.PositiveInfinity)
            ? said.Exponent ?? others.Exponent
            : throw Refusal(nameof(said.Exponent), "must be a number of at least 1"),
        MaxElapsed = Seconds(said.TotalSeconds, nameof(said.TotalSeconds)) ?? others.MaxElapsed,
        RetryConnectionErrors = said.ConnectionErrors ?? others.RetryConnectionErrors,
        RepeatCreates = said.Creates ?? others.RepeatCreates,
    };

    private static TimeSpan? Seconds(double? said, string name) => said switch
    {
        null => null,
        >= 0 and <= 86400 => TimeSpan.FromSeconds(said.Value),
        _ => throw Refusal(name, "must be from 0 to 86400 seconds"),
    };

    private static FleetValidationException Refusal(string name, string reason) => new($"-Retry: {name} {reason}.");
}
