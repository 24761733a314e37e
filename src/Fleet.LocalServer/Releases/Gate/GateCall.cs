namespace Fleet.LocalServer.Releases.Gate;

/// <summary>The arguments of a promotion, a rollback or a promotion request.</summary>
internal sealed record GateCall(string ReleaseId, string Environment, string Window, string Reason, string Actor)
{
    /// <summary>True to roll back even if the policy is against it.</summary>
    public bool Override { get; init; }
}

/// <summary>The arguments of a confirmation or denial.</summary>
internal sealed record ResolveCall(string RequestId, string Reason, string Actor);
