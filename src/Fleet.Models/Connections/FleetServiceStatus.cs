namespace Fleet;

/// <summary>Whether one service of a connection answers, and how.</summary>
public sealed record FleetServiceStatus
{
    /// <summary>The service: <c>Environments</c>, <c>Releases</c> or <c>Agents</c>.</summary>
    public string Service { get; init; } = "";

    /// <summary>Its address.</summary>
    public Uri? Uri { get; init; }

    /// <summary>Whether it answered and took the credentials.</summary>
    public bool Success { get; init; }

    /// <summary>How long the answer took.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>What went wrong, or what answered.</summary>
    public string? Message { get; init; }

    /// <summary>The error behind <see cref="Message"/>.</summary>
    public FleetException? Error { get; init; }

    /// <summary>The service's name.</summary>
    /// <returns><see cref="Service"/>.</returns>
    public override string ToString() => Service;
}
