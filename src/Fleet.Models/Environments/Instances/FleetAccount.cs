namespace Fleet;

/// <summary>The account behind the credentials in use.</summary>
public sealed record FleetAccount
{
    /// <summary>The team's id.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>The team's name.</summary>
    public string TeamName { get; init; } = "";

    /// <summary>The most instances the team may run at once.</summary>
    public int InstanceLimit { get; init; }

    /// <summary>The number of instances the team is running.</summary>
    public int InstanceCount { get; init; }

    /// <summary>The profile's id.</summary>
    public string? ProfileId { get; init; }

    /// <summary>The profile's name.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The number of instances that can still be created; never below zero.</summary>
    public int Available => Math.Max(0, InstanceLimit - InstanceCount);

    /// <summary>The team's id.</summary>
    /// <returns><see cref="TeamId"/>.</returns>
    public override string ToString() => TeamId;
}
