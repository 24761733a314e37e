namespace Fleet.Client;

/// <summary>A promotion, a rollback or a request for a promotion.</summary>
public sealed record FleetPromotionCall
{
    /// <summary>The release.</summary>
    public string ReleaseId { get; init; } = "";

    /// <summary>The environment it is promoted in.</summary>
    public string Environment { get; init; } = "";

    /// <summary>How far back the evidence goes, for example <c>7d</c>, <c>12h</c> or <c>30m</c>.</summary>
    public string Window { get; init; } = "";

    /// <summary>Why; it goes into the ledger.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who; it goes into the ledger.</summary>
    public string Actor { get; init; } = "sdk";

    /// <summary>Rollback only, and only where the service has it: go back although the policy says no. The ledger says that it was so.</summary>
    public bool Override { get; init; }
}
