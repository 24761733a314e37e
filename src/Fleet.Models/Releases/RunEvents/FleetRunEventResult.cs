namespace Fleet;

/// <summary>What became of run events that were sent.</summary>
public sealed record FleetRunEventResult
{
    /// <summary>How many were sent and taken.</summary>
    public long Sent { get; init; }

    /// <summary>How many of them are newly stored.</summary>
    public long Inserted { get; init; }

    /// <summary>How many of them were passed over, because there was an event of the same run already.</summary>
    public long Skipped => Sent - Inserted;

    /// <summary>The runs whose event was known already, where the service names them.</summary>
    public string[] Duplicates { get; init; } = [];

    /// <summary>The runs for which a different event is stored, where the service names them.</summary>
    public string[] Conflicts { get; init; } = [];

    /// <summary>How many requests it took.</summary>
    public int Requests { get; init; }

    /// <summary>The counts.</summary>
    /// <returns>For example <c>498 of 500 inserted</c>.</returns>
    public override string ToString() => $"{Inserted} of {Sent} inserted";
}
