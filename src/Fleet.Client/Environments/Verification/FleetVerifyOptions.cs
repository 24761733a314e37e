using System.Collections;

namespace Fleet.Client;

/// <summary>What a verifier is given, where it runs, and what counts as passed.</summary>
public sealed record FleetVerifyOptions
{
    /// <summary>The agent's answer; sent as the named argument <c>final_answer</c> when not null.</summary>
    public string? FinalAnswer { get; init; }

    /// <summary>Positional arguments after the environment: null, bool, integers, double, text, arrays and dictionaries of them.</summary>
    public IReadOnlyList<object?> Arguments { get; init; } = [];

    /// <summary>Named arguments, of the same kinds.</summary>
    public IDictionary? NamedArguments { get; init; }

    /// <summary>The region the verifier runs in; null takes the instance's, and without one <c>us-west-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>The verifier's own limit, in whole seconds, 1 to 300; 30 unless set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The score from which on the task counts as passed.</summary>
    public double Threshold { get; init; } = 1.0;

    /// <summary>The run of the instance, for the result.</summary>
    public string? RunId { get; init; }
}
