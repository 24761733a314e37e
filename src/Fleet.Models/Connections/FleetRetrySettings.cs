namespace Fleet;

/// <summary>The retry settings of a script. Null leaves the connection's own setting in place.</summary>
public sealed record FleetRetrySettings
{
    /// <summary>The most retries of a call.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The first wait between attempts, in seconds.</summary>
    public double? FirstDelaySeconds { get; init; }

    /// <summary>The longest wait between attempts, in seconds.</summary>
    public double? MaxDelaySeconds { get; init; }

    /// <summary>The factor by which each wait exceeds the previous one; at least 1.</summary>
    public double? Exponent { get; init; }

    /// <summary>The time limit for retries, in seconds from the start of the call.</summary>
    public double? TotalSeconds { get; init; }

    /// <summary>True to retry calls that fail before the service answers.</summary>
    public bool? ConnectionErrors { get; init; }

    /// <summary>True to also retry calls that create something or send a message, at the risk of doing it twice.</summary>
    public bool? Creates { get; init; }

    /// <summary>The retry rules to follow: <c>Standard</c> for Fleet's own, <c>Flux0</c> or <c>FlightDeck</c> for those of the client of that name.</summary>
    public string? Mode { get; init; }

    /// <summary>The mode and the number of retries.</summary>
    /// <returns>For example <c>Standard, 3 times</c>.</returns>
    public override string ToString() => $"{Mode ?? "Standard"}{(MaxRetries is { } times ? $", {times} times" : "")}";
}
