namespace Fleet.Client;

/// <summary>Which events of a session; what is null does not count.</summary>
public sealed record FleetSessionEventQuery
{
    /// <summary>Only events at this place or after it.</summary>
    public int? MinOffset { get; init; }

    /// <summary>Only events of this source: <c>user</c>, <c>ai_agent</c> or <c>system</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Only events of this exchange.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Only events of these types: <c>message</c>, <c>tool</c>, <c>status</c>, <c>custom</c>. An empty list is none at all, and lists nothing.</summary>
    public IReadOnlyList<string>? Types { get; init; }
}
