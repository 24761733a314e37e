using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Creates instances for tasks or of a named environment.</summary>
/// <remarks>
/// There are no parameter sets: a task is a pipeline value whose environment, data and variables also bind by name, and explicit
/// parameters override the task's values.
/// </remarks>
[Cmdlet(VerbsCommon.New, "FleetEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(FleetInstance))]
public sealed class NewFleetEnvironmentCommand : FleetBulkCmdlet
{
    private FanOut<FleetInstanceRequest, FleetInstance>? _creates;
    private FleetClient? _plainClient;
    private HeartbeatOwner? _owner;

    /// <summary>The task that the instance is for, which the instance keeps.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public FleetTask? Task { get; set; }

    /// <summary>The environment, as <c>key</c> or <c>key:version</c>. A piped object may supply null; a typed value is checked first.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(EnvKeyCompleter))]
    public string? EnvKey { get; set; }

    /// <summary>The data, as <c>key</c> or <c>key:version</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? DataKey { get; set; }

    /// <summary>The environment's variables.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public IDictionary? EnvVariables { get; set; }

    /// <summary>The region; chosen by the service by default.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>The kind of image.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? ImageType { get; set; }

    /// <summary>The lifetime of the instance, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TtlSeconds { get; set; }

    /// <summary>The run that the instances belong to.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>The interval at which the service expects heartbeats. A background sender sends them.</summary>
    [Parameter]
    [Duration(HeartbeatDefaults.MinInterval, HeartbeatDefaults.MaxInterval)]
    public TimeSpan? HeartbeatInterval { get; set; }

    /// <summary>Leaves the sending of heartbeats to others.</summary>
    [Parameter]
    public SwitchParameter NoKeepAlive { get; set; }

    /// <summary>The time limit of the background sender.</summary>
    [Parameter]
    [Duration(1, int.MaxValue)]
    public TimeSpan? KeepAliveFor { get; set; }

    /// <summary>The number of instances to create for each task or environment.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // Only typed parameters are bound at this point.
        foreach ((string name, string? value) in new[] { (nameof(EnvKey), EnvKey), (nameof(DataKey), DataKey) })
        {
            if (MyInvocation.BoundParameters.ContainsKey(name) && string.IsNullOrWhiteSpace(value))
            {
                FailCommand(new FleetValidationException($"-{name} is null, empty or blank. Specify a value, or omit the parameter."), value);
            }
        }
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if ((OrNull(EnvKey) ?? OrNull(Task?.EnvKey)) is not { } envKey)
        {
            FleetValidationException exception = new(Task is null
                ? "No environment is specified for the instance. Specify -EnvKey as key or key:version, or pipe tasks."
                : $"The task '{Task}' does not name an environment. Specify -EnvKey as key or key:version.");
            FailItem(exception, Task);
            return;
        }

        string target = string.Concat(envKey, Task is null ? null : $" for task {Task}", RunId is null ? null : $" in run {RunId}");
        if (!ShouldProcess(target, Count == 1 ? "Create instance" : $"Create {Count} instances"))
        {
            return;
        }

        DoOrFailItem(Task ?? (object)envKey, () =>
        {
            FleetInstanceRequest request = Request(envKey);
            FanOut<FleetInstanceRequest, FleetInstance> creates = _creates ??= Begin();
            for (int made = 0; made < Count; made++)
            {
                creates.Add(request);
            }
        });
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        if (_creates is { Unwritten.Count: > 0 } creates)
        {
            AbandonedCreates.Close(creates.Unwritten, _plainClient!, TellHost);
        }
    }

    private FleetInstanceRequest Request(string envKey) => new()
    {
        EnvKey = envKey,
        DataKey = OrNull(DataKey) ?? OrNull(Task?.DataKey),
        EnvVariables = PlainValues.Of(EnvVariables ?? Task?.EnvVariables),
        Region = Region,
        ImageType = ImageType,
        RunId = RunId,
        Ttl = TtlSeconds > 0 ? TimeSpan.FromSeconds(TtlSeconds) : null,
        HeartbeatInterval = HeartbeatInterval,
        Task = Task,
    };

    private FanOut<FleetInstanceRequest, FleetInstance> Begin()
    {
        FleetClient client = Client;
        _plainClient = State.Client;
        _owner = HeartbeatOwner.Current;

        // Without the pipeline's token: a canceled creation may still have happened, and nobody would know the instance's id.
        return BeginWork<FleetInstanceRequest, FleetInstance>(
            (request, _) => CreateAsync(client, request), request => request.Task ?? (object)request.EnvKey, ThrottleLimit);
    }

    private async Task<FleetInstance> CreateAsync(FleetClient client, FleetInstanceRequest request)
    {
        FleetInstance instance = await client.Instances.CreateAsync(request, CancellationToken.None).ConfigureAwait(false);
        if (HeartbeatInterval is not null && !NoKeepAlive)
        {
            // Starting now rather than on delivery: the pipeline may be busy for longer than a lease lasts.
            FleetKeepAliveOptions options = new() { Interval = HeartbeatInterval, For = Lifetime() };
            HeartbeatSenders.Start(_plainClient!, State.Connection.ConnectionId, _owner!, instance, options);
        }

        return instance;
    }

    private TimeSpan Lifetime()
    {
        TimeSpan? ttl = TtlSeconds > 0 ? TimeSpan.FromSeconds(TtlSeconds) : null;
        return ttl is { } limit && KeepAliveFor is { } asked
            ? TimeSpan.FromTicks(Math.Min(limit.Ticks, asked.Ticks))
            : ttl ?? KeepAliveFor ?? HeartbeatDefaults.KeepAliveFor;
    }

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
