namespace Fleet;

/// <summary>A policy's verdict on a release.</summary>
public sealed record FleetPolicyResult
{
    /// <summary>True if the release may be promoted.</summary>
    public bool Passed { get; init; }

    /// <summary>The policy's reasons: why the release is refused, or why a first promotion needs no comparison.</summary>
    public string[] Reasons { get; init; } = [];

    /// <summary>The time of evaluation.</summary>
    public DateTimeOffset? EvaluatedAt { get; init; }

    /// <summary>The verdict with its reasons.</summary>
    /// <returns><c>PASS</c> or <c>FAIL</c>, and the reasons.</returns>
    public override string ToString() => Reasons.Length == 0 ? Verdict : $"{Verdict}: {string.Join("; ", Reasons)}";

    private string Verdict => Passed ? "PASS" : "FAIL";
}
