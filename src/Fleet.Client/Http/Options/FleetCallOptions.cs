namespace Fleet.Client;

/// <summary>What differs from the client's own options for the calls of one view; see <see cref="FleetClient.With"/>.</summary>
public sealed record FleetCallOptions
{
    /// <summary>Replaces the client's retry rules.</summary>
    public FleetRetryOptions? Retry { get; init; }

    /// <summary>Replaces the limit of one attempt.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>Replaces the limit of a call with all its attempts and waits.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>Replaces the address of the agents service. The credentials of the environments service go there only if it lives on the same server.</summary>
    public Uri? AgentsUri { get; init; }

    /// <summary>
    /// Headers added to the requests to services, besides the client's own or, of the same name, in their place. The same rules hold as for
    /// <see cref="FleetClientOptions.Headers"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Takes the log records of these calls, besides the client's own; called on any thread.</summary>
    public Action<FleetLogEntry>? Log { get; init; }

    /// <summary>The least detail that <see cref="Log"/> wants; headers and bodies are only rendered for <see cref="FleetLogLevel.Debug"/>.</summary>
    public FleetLogLevel LogLevel { get; init; } = FleetLogLevel.Verbose;
}
