namespace Fleet;

/// <summary>The status of one service of a connection.</summary>
public sealed record FleetServiceStatus
{
    /// <summary>The service: <c>Environments</c>, <c>Releases</c> or <c>Agents</c>.</summary>
    public string Service { get; init; } = "";

    /// <summary>Its address.</summary>
    public Uri? Uri { get; init; }

    /// <summary>True if the service answered and accepted the credentials.</summary>
    public bool Success { get; init; }

    /// <summary>The response time.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>The error, or a description of the service that answered.</summary>
    public string? Message { get; init; }

    /// <summary>The error behind <see cref="Message"/>.</summary>
    public FleetException? Error { get; init; }

    /// <summary>The service's name.</summary>
    /// <returns><see cref="Service"/>.</returns>
    public override string ToString() => Service;
}
