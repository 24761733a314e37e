namespace Fleet;

/// <summary>When and how often a failed call is repeated, as a script says it; what is null stays as the connection has it.</summary>
public sealed record FleetRetrySettings
{
    /// <summary>How often a call is repeated at the most.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The first wait, in seconds.</summary>
    public double? FirstDelaySeconds { get; init; }

    /// <summary>The longest wait, in seconds.</summary>
    public double? MaxDelaySeconds { get; init; }

    /// <summary>How much longer each wait is than the one before, from 1 on.</summary>
    public double? Exponent { get; init; }

    /// <summary>For how long a call is repeated, in seconds from its start.</summary>
    public double? TotalSeconds { get; init; }

    /// <summary>Whether failures before an answer are repeated.</summary>
    public bool? ConnectionErrors { get; init; }

    /// <summary>Whether what creates something, or sends a message, is repeated although it may have been done: it may be done twice then.</summary>
    public bool? Creates { get; init; }

    /// <summary>Whose rules are followed: <c>Standard</c>, our own, or <c>Flux0</c> or <c>FlightDeck</c>, those of the clients of that name.</summary>
    public string? Mode { get; init; }

    /// <summary>The mode and how often.</summary>
    /// <returns>For example <c>Standard, 3 times</c>.</returns>
    public override string ToString() => $"{Mode ?? "Standard"}{(MaxRetries is { } times ? $", {times} times" : "")}";
}
