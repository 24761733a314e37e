using System.Collections;

namespace Fleet.Client;

/// <summary>The arguments of a verifier, its region, and the threshold for passing.</summary>
public sealed record FleetVerifyOptions
{
    /// <summary>The agent's answer; sent as the named argument <c>final_answer</c> if it is not null.</summary>
    public string? FinalAnswer { get; init; }

    /// <summary>Positional arguments after the environment: null, bool, integers, double, text, and arrays and dictionaries of them.</summary>
    public IReadOnlyList<object?> Arguments { get; init; } = [];

    /// <summary>Named arguments, of the same types.</summary>
    public IDictionary? NamedArguments { get; init; }

    /// <summary>The region that the verifier runs in; null is the instance's, or else <c>us-west-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>The verifier's own time limit, in whole seconds, 1 to 300; 30 by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The minimum score at which the task counts as passed.</summary>
    public double Threshold { get; init; } = 1.0;

    /// <summary>The run of the instance, copied to the result.</summary>
    public string? RunId { get; init; }
}
