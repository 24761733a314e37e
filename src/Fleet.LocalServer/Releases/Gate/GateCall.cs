namespace Fleet.LocalServer.Releases.Gate;

/// <summary>What a promotion, a rollback or a request for a promotion asks for.</summary>
internal sealed record GateCall(string ReleaseId, string Environment, string Window, string Reason, string Actor)
{
    /// <summary>Whether a rollback goes on although the policy is against it.</summary>
    public bool Override { get; init; }
}

/// <summary>What a confirmation or a denial asks for.</summary>
internal sealed record ResolveCall(string RequestId, string Reason, string Actor);
