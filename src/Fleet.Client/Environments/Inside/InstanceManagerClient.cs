using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>The inside of one instance. Nothing needs to be loaded first; the address of the instance is requested once, with the first call.</summary>
public sealed class InstanceManagerClient
{
    private readonly FleetSender _sender;
    private readonly Func<CancellationToken, Task<FleetInstance>> _find;
    private FleetInstance? _instance;

    /// <summary>Returns whether a text is the address of an instance's manager, rather than an instance's id.</summary>
    /// <param name="instance">The text.</param>
    /// <returns>True if it begins like an http or https address.</returns>
    public static bool IsAddress(string instance) => InstanceAddress.IsAddress(instance);

    internal InstanceManagerClient(FleetSender sender, string instanceId, Func<CancellationToken, Task<FleetInstance>> find)
    {
        _sender = sender;
        _find = find;
        InstanceId = instanceId;
        Files = new InstanceFilesClient(sender, this);
    }

    /// <summary>The instance's id, or the address that was given in its place.</summary>
    public string InstanceId { get; }

    /// <summary>The files of the instance.</summary>
    public InstanceFilesClient Files { get; }

    /// <summary>Returns the instance itself. One that was given by its address contains only its addresses.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The instance, as it was when first requested.</returns>
    /// <exception cref="FleetNotFoundException">There is no such instance.</exception>
    public async Task<FleetInstance> GetInstanceAsync(CancellationToken cancellationToken = default) =>
        _instance ??= await _find(cancellationToken).ConfigureAwait(false);

    /// <summary>Reads the health of the instance.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The health.</returns>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    public async Task<FleetInstanceHealth> GetHealthAsync(CancellationToken cancellationToken = default)
    {
        FleetRequest request = await RequestAsync(HttpMethod.Get, "/health", cancellationToken).ConfigureAwait(false);
        FleetInstanceHealth health = await JsonAnswer
            .GetAsync(_sender, request, static (ref json) => json.Object(ManagerWire.Health), cancellationToken)
            .ConfigureAwait(false);
        return health with { InstanceId = InstanceId };
    }

    /// <summary>Lists the resources of the instance. A kind that this release does not know is listed like any other.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The resources.</returns>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    public async Task<FleetResource[]> ListResourcesAsync(CancellationToken cancellationToken = default)
    {
        FleetRequest request = await RequestAsync(HttpMethod.Get, "/resources", cancellationToken).ConfigureAwait(false);
        return
        [
            .. await JsonList
                .ItemsAsync(_sender, request, ManagerWire.Resources(InstanceId), cancellationToken)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false),
        ];
    }

    /// <summary>Lists the tables of a database.</summary>
    /// <param name="database">The database: <c>current</c>, <c>seed</c>, or another one of the instance.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tables with their columns.</returns>
    /// <exception cref="FleetNotFoundException">There is no such database.</exception>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    public async Task<FleetTable[]> DescribeAsync(string database = "current", CancellationToken cancellationToken = default)
    {
        FleetRequest request = await DatabaseAsync(HttpMethod.Get, database, "describe", cancellationToken).ConfigureAwait(false);
        ManagerWire.Description answer = await JsonAnswer
            .GetAsync(_sender, request, static (ref json) => json.Object(ManagerWire.Tables), cancellationToken)
            .ConfigureAwait(false);
        return answer.Outcome.Success ? answer.Tables : throw Refused($"cannot describe the database '{database}'", answer.Outcome);
    }

    /// <summary>Runs a SQL statement.</summary>
    /// <param name="query">The statement.</param>
    /// <param name="options">The database and arguments; null reads from <c>current</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The rows, or the effect of the statement.</returns>
    /// <exception cref="FleetValidationException">The database does not accept the statement, or the statement changes something in a read-only
    /// query.</exception>
    /// <exception cref="FleetNotFoundException">There is no such database.</exception>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    public async Task<FleetRowSet> QueryAsync(string query, FleetQueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FleetQueryOptions();
        ReadOnlyMemory<byte> body = ManagerWire.Query(FleetCheck.Filled(query, nameof(query)), options);
        FleetRequest request = await DatabaseAsync(HttpMethod.Post, options.Database, "query", cancellationToken).ConfigureAwait(false) with
        {
            Json = body,
            Repeat = options.ReadOnly ? FleetRepeat.Safe : FleetRepeat.Never,
        };
        using JsonAnswer answer = await JsonAnswer.SendAsync(_sender, request, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> json = await answer.BytesAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ManagerWire.QueryAnswer parts = ManagerWire.QueryParts(json[^JsonMark.Skip(json.Span).Length..]);
            FleetQueryResult result = new()
            {
                InstanceId = InstanceId,
                Database = options.Database,
                RowsAffected = parts.RowsAffected,
                LastInsertId = parts.LastInsertId,
            };
            return parts.Outcome.Success
                ? new FleetRowSet(result, parts.Columns, parts.Rows, fault => answer.Unreadable($"{fault.Field} {fault.Message}", fault))
                : throw Refused($"does not accept the statement for the database '{options.Database}'", parts.Outcome);
        }
        catch (JsonFault fault)
        {
            throw answer.Unreadable(fault.Field is null ? $"it {fault.Message}" : $"{fault.Field} {fault.Message}", fault);
        }
        catch (JsonException exception)
        {
            throw answer.NotJson(exception);
        }
    }

    /// <summary>Resets the instance's data to the seed. Doing it twice has the same effect as once.</summary>
    /// <param name="seed">A seed for the environment's own random choices, if it makes any.</param>
    /// <param name="timestamp">The time to start at, in Unix seconds.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the data is reset.</returns>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The instance reports that it was not reset.</exception>
    public async Task ResetAsync(long? seed = null, long? timestamp = null, CancellationToken cancellationToken = default)
    {
        using JsonBody body = new();
        FleetRequest request = await RequestAsync(HttpMethod.Post, "/reset", cancellationToken).ConfigureAwait(false) with
        {
            Json = body.AddPlain("timestamp", timestamp).AddPlain("seed", seed).Finish(),
        };
        InstanceOutcome outcome = await JsonAnswer
            .GetAsync(_sender, request, static (ref json) => json.Object(ManagerWire.Done), cancellationToken)
            .ConfigureAwait(false);
        if (!outcome.Success)
        {
            throw new FleetException($"The instance '{InstanceId}' was not reset{outcome.Because}.");
        }
    }

    /// <summary>Compares the current data with the seed.</summary>
    /// <param name="options">The tables and fields to leave out; null leaves out nothing.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>All rows that were added, removed or modified.</returns>
    /// <exception cref="FleetValidationException">A name to leave out is empty.</exception>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The instance reports that it cannot compare, or is being changed during a complete comparison.</exception>
    public async Task<FleetInstanceDiff> CompareAsync(FleetDiffOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FleetDiffOptions();
        ReadOnlyMemory<byte> body = DiffWire.Body(options);
        FleetRequest request = await RequestAsync(HttpMethod.Post, "/diff/structured", cancellationToken).ConfigureAwait(false) with { Json = body };
        DiffWire.Answer answer = await JsonAnswer
            .GetAsync(_sender, request, static (ref json) => json.Object(DiffWire.Read), cancellationToken)
            .ConfigureAwait(false);
        if (!answer.Outcome.Success)
        {
            throw new FleetException($"The instance '{InstanceId}' cannot be compared with its seed{answer.Outcome.Because}.");
        }

        FleetTableDiff[] tables = options.Complete
            ? await new DiffCompletion(this, options).CompleteAsync(answer.Tables, cancellationToken).ConfigureAwait(false)
            : answer.Tables;
        return new FleetInstanceDiff { InstanceId = InstanceId, Tables = tables };
    }

    /// <summary>
    /// Checks that the changes since the seed are the expected ones. Both databases are compared completely, see <see cref="FleetDiffOptions.Complete"/>.
    /// </summary>
    /// <param name="expectation">The expected changes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The unexpected and the missing changes.</returns>
    /// <exception cref="FleetValidationException">The expectation is not valid.</exception>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The instance cannot be compared, or is being changed.</exception>
    public async Task<FleetInstanceCheck> CheckAsync(FleetExpectation expectation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(expectation);
        expectation.Require();
        return expectation.Check(await CompareAsync(expectation.Ignore with { Complete = true }, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Begins a session with the tools that the instance offers to agents. Dispose it to end the session.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session.</returns>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The instance has no tools: <see cref="FleetException.ErrorCode"/> is <c>not_supported</c>.</exception>
    public async Task<InstanceToolsClient> OpenToolsAsync(CancellationToken cancellationToken = default)
    {
        FleetInstance instance = await GetInstanceAsync(cancellationToken).ConfigureAwait(false);
        return await InstanceToolsClient.OpenAsync(_sender, instance, InstanceId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates a request to the instance.</summary>
    internal async Task<FleetRequest> RequestAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        FleetInstance instance = await GetInstanceAsync(cancellationToken).ConfigureAwait(false);
        return new FleetRequest
        {
            Method = method,
            Service = FleetService.Instance,
            BaseAddress = InstanceAddress.OfManager(instance),
            PathAndQuery = path,
            Resource = ("instance", InstanceId),
        };
    }

    private async Task<FleetRequest> DatabaseAsync(HttpMethod method, string database, string call, CancellationToken cancellationToken)
    {
        string path = FleetPath.Segments(["resources", "sqlite", FleetCheck.Filled(database, nameof(database)), call]);
        return await RequestAsync(method, path, cancellationToken).ConfigureAwait(false) with
        {
            Resource = ("database", database),
            OtherResource = ("instance", InstanceId),
        };
    }

    private FleetValidationException Refused(string what, InstanceOutcome outcome) =>
        new($"The instance '{InstanceId}' {what}{outcome.Because}.") { ErrorCode = "query_failed" };
}
