namespace Fleet.Client;

/// <summary>A promotion, a rollback or a request for a promotion.</summary>
public sealed record FleetPromotionCall
{
    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The environment to promote it in.</summary>
    public string Environment { get; init; } = "";

    /// <summary>The time window of the run events, for example <c>7d</c>, <c>12h</c> or <c>30m</c>.</summary>
    public string Window { get; init; } = "";

    /// <summary>The reason for the change, recorded in the ledger.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The person or program making the change, recorded in the ledger.</summary>
    public string Actor { get; init; } = "sdk";

    /// <summary>Only for rollbacks, and only if the service supports it: roll back although the policy blocks it. The ledger records the override.</summary>
    public bool Override { get; init; }
}
