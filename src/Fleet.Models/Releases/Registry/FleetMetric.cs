using System.Collections;

namespace Fleet;

/// <summary>The counters of the releases service.</summary>
public sealed record FleetMetric
{
    /// <summary>The registered releases.</summary>
    public long Releases { get; init; }

    /// <summary>The price tables.</summary>
    public long PriceTables { get; init; }

    /// <summary>The stored run events.</summary>
    public long RunEvents { get; init; }

    /// <summary>The promoted releases, one per agent and environment.</summary>
    public long Promotions { get; init; }

    /// <summary>The actions in the ledger, blocked ones included.</summary>
    public long Actions { get; init; }

    /// <summary>The actions by kind.</summary>
    public IDictionary ActionsByKind { get; init; } = new Dictionary<string, long>();

    /// <summary>The version of the service's storage.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>The time of counting.</summary>
    public DateTimeOffset GeneratedAt { get; init; }

    /// <summary>The time of counting.</summary>
    /// <returns><see cref="GeneratedAt"/> in ISO form.</returns>
    public override string ToString() => GeneratedAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
