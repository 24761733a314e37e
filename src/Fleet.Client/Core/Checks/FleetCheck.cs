namespace Fleet.Client.Core;

/// <summary>Checks a caller's values before anything is sent.</summary>
internal static class FleetCheck
{
    /// <summary>Creates the error for one value.</summary>
    public static FleetValidationException Failed(string name, string problem) =>
        new($"{name}: {problem}.") { Fields = [new FleetFieldError { Field = name, Message = problem }] };

    /// <summary>Checks a value that must not be empty: an empty one would mean "any" or "all".</summary>
    public static string Filled(string? value, string name) =>
        string.IsNullOrWhiteSpace(value) ? throw Failed(name, "must not be empty") : value;

    /// <summary>Checks a filter: null means no filter, an empty one is rejected.</summary>
    public static string? Filter(string? value, string name) => value is null ? null : Filled(value, name);

    /// <summary>Checks a duration that is sent as whole seconds.</summary>
    public static long? Seconds(TimeSpan? value, string name, long least, long most = int.MaxValue)
    {
        if (value is not { } duration)
        {
            return null;
        }

        long seconds = duration.Ticks / TimeSpan.TicksPerSecond;
        string range = most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        return duration.Ticks % TimeSpan.TicksPerSecond == 0 && seconds >= least && seconds <= most
            ? seconds
            : throw Failed(name, $"must be a whole number of seconds, {range}, but is {duration.TotalSeconds:0.###}");
    }
}
