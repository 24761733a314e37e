namespace Fleet;

/// <summary>What the policy says of a release.</summary>
public sealed record FleetPolicyResult
{
    /// <summary>Whether the release may be promoted.</summary>
    public bool Passed { get; init; }

    /// <summary>Why not; of a first promotion, why it may without more.</summary>
    public string[] Reasons { get; init; } = [];

    /// <summary>When it was looked at.</summary>
    public DateTimeOffset? EvaluatedAt { get; init; }

    /// <summary>The verdict with its reasons.</summary>
    /// <returns><c>PASS</c> or <c>FAIL</c>, and the reasons.</returns>
    public override string ToString() => Reasons.Length == 0 ? Verdict : $"{Verdict}: {string.Join("; ", Reasons)}";

    private string Verdict => Passed ? "PASS" : "FAIL";
}
