namespace Fleet.Client;

/// <summary>A filter on the events of a session; null values do not filter.</summary>
public sealed record FleetSessionEventQuery
{
    /// <summary>Only events at this offset or later.</summary>
    public int? MinOffset { get; init; }

    /// <summary>Only events from this source: <c>user</c>, <c>ai_agent</c> or <c>system</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Only events of this exchange.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Only events of these types: <c>message</c>, <c>tool</c>, <c>status</c>, <c>custom</c>. An empty list matches nothing.</summary>
    public IReadOnlyList<string>? Types { get; init; }
}
