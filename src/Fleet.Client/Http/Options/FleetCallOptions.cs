namespace Fleet.Client;

/// <summary>Options for the calls of one view that differ from the client's own; see <see cref="FleetClient.With"/>.</summary>
public sealed record FleetCallOptions
{
    /// <summary>Replaces the client's retry rules.</summary>
    public FleetRetryOptions? Retry { get; init; }

    /// <summary>Replaces the time limit of one attempt.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>Replaces the time limit of a call with all its attempts and waits.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>
    /// Replaces the address of the agents service. The credentials of the environments service are sent there only if it is on the same server.
    /// </summary>
    public Uri? AgentsUri { get; init; }

    /// <summary>
    /// Headers added to requests to the services, in addition to the client's own or, if they have the same name, in place of them. The same rules apply as to
    /// <see cref="FleetClientOptions.Headers"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Receives the log records of these calls, in addition to the client's own log; called on any thread.</summary>
    public Action<FleetLogEntry>? Log { get; init; }

    /// <summary>
    /// The minimum level of the records passed to <see cref="Log"/>; headers and bodies are only rendered for <see cref="FleetLogLevel.Debug"/>.
    /// </summary>
    public FleetLogLevel LogLevel { get; init; } = FleetLogLevel.Verbose;
}
