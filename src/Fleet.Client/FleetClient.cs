using Fleet.Client.Agents;
using Fleet.Client.Environments;
using Fleet.Client.Http;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>The shared client of all services. It is thread-safe; one per connection is enough.</summary>
public sealed class FleetClient : IDisposable
{
    private readonly FleetTransport _transport;
    private readonly ReleasesRoutes _releasesRoutes;
    private readonly bool _ownsTransport;

    /// <summary>Creates a client. Nothing is sent or loaded until the first call.</summary>
    /// <param name="options">Addresses, credentials and limits.</param>
    /// <exception cref="ArgumentException">An option is out of range, or two options exclude each other.</exception>
    public FleetClient(FleetClientOptions options)
        : this(new FleetTransport(options), new ReleasesRoutes(), call: null, ownsTransport: true)
    {
    }

    private FleetClient(FleetTransport transport, ReleasesRoutes releasesRoutes, FleetCallOptions? call, bool ownsTransport)
    {
        _transport = transport;
        _releasesRoutes = releasesRoutes;
        _ownsTransport = ownsTransport;

        FleetSender environments = new(transport, call, EnvironmentsErrors.Instance);
        Retry = environments.Retry;
        Environments = new EnvironmentsClient(environments);
        Instances = new InstancesClient(environments);
        Tasks = new TasksClient(environments);
        Verifiers = new VerifiersClient(environments);
        Runs = new RunsClient(environments);
        Account = new AccountClient(environments);
        Jobs = new JobsClient(environments);
        Transcripts = new TranscriptsClient(environments);
        Judge = new JudgeClient(environments);

        FleetSender agents = new(transport, call, AgentsErrors.Instance);
        Agents = new AgentsClient(agents);
        Sessions = new SessionsClient(agents);

        FleetSender releases = new(transport, call, ReleasesErrors.Instance);
        Releases = new ReleasesClient(releases, releasesRoutes);
        Promotions = new PromotionsClient(releases, releasesRoutes);
        Evidence = new EvidenceClient(releases);
        Workspace = new WorkspaceClient(releases, releasesRoutes);
        Ledger = new LedgerClient(releases, releasesRoutes);
    }

    /// <summary>The retry rules in effect.</summary>
    public FleetRetryOptions Retry { get; }

    /// <summary>The catalog of environments, and the regions.</summary>
    public EnvironmentsClient Environments { get; }

    /// <summary>Running environments.</summary>
    public InstancesClient Instances { get; }

    /// <summary>Tasks for agents.</summary>
    public TasksClient Tasks { get; }

    /// <summary>Scoring of the work done in an instance.</summary>
    public VerifiersClient Verifiers { get; }

    /// <summary>Groups of instances.</summary>
    public RunsClient Runs { get; }

    /// <summary>The account behind the credentials.</summary>
    public AccountClient Account { get; }

    /// <summary>Models working on tasks.</summary>
    public JobsClient Jobs { get; }

    /// <summary>Transcripts of models' sessions.</summary>
    public TranscriptsClient Transcripts { get; }

    /// <summary>Grading by a model that the service runs.</summary>
    public JudgeClient Judge { get; }

    /// <summary>Agents, which sessions talk to.</summary>
    public AgentsClient Agents { get; }

    /// <summary>Conversations with agents.</summary>
    public SessionsClient Sessions { get; }

    /// <summary>Releases of agents, and comparisons between them.</summary>
    public ReleasesClient Releases { get; }

    /// <summary>Promotions and rollbacks of releases, gated by the policy.</summary>
    public PromotionsClient Promotions { get; }

    /// <summary>The run events that releases are evaluated by.</summary>
    public EvidenceClient Evidence { get; }

    /// <summary>The ledger of the releases service: verification, export and import.</summary>
    public LedgerClient Ledger { get; }

    /// <summary>The releases service itself: its health, counts and settings.</summary>
    public WorkspaceClient Workspace { get; }

    /// <summary>
    /// Returns a view of this client whose calls have other limits, another address, other headers or another log. It shares the connections and the
    /// retry budget; disposing it does nothing.
    /// </summary>
    /// <param name="options">The options that differ.</param>
    /// <returns>The view. A view of a view keeps nothing of the first but the client.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public FleetClient With(FleetCallOptions options)
    {
        OptionsCheck.Require(options, _transport.Options);
        return new FleetClient(_transport, _releasesRoutes, options, ownsTransport: false);
    }

    /// <summary>
    /// Ends the calls in progress with an <see cref="OperationCanceledException"/> and closes the client's own connections; a client or
    /// handler supplied by the caller is left alone. Later calls, including those of views, throw an <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        if (_ownsTransport)
        {
            _transport.Dispose();
        }
    }
}
