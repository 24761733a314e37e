namespace Fleet;

/// <summary>The outcome of sending run events.</summary>
public sealed record FleetRunEventResult
{
    /// <summary>The number of events sent and accepted.</summary>
    public long Sent { get; init; }

    /// <summary>The number of events newly stored.</summary>
    public long Inserted { get; init; }

    /// <summary>The number of events skipped because their run already had one.</summary>
    public long Skipped => Sent - Inserted;

    /// <summary>The runs whose event was already stored, if the service names them.</summary>
    public string[] Duplicates { get; init; } = [];

    /// <summary>The runs for which a different event is stored, if the service names them.</summary>
    public string[] Conflicts { get; init; } = [];

    /// <summary>The number of requests made.</summary>
    public int Requests { get; init; }

    /// <summary>The counts.</summary>
    /// <returns>For example <c>498 of 500 inserted</c>.</returns>
    public override string ToString() => $"{Inserted} of {Sent} inserted";
}
