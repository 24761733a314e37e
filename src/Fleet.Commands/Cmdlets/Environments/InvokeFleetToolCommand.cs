using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Calls a tool of instances.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "FleetTool", SupportsShouldProcess = true)]
[OutputType(typeof(FleetToolResult))]
public sealed class InvokeFleetToolCommand : FleetToolCmdlet
{
    private FanOut<Call, FleetToolResult>? _calls;
    private IDictionary? _arguments;

    /// <summary>The tool.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    public string Name { get; set; } = "";

    /// <summary>The instances, or the addresses of their managers.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The arguments, by name.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNull]
    public IDictionary? NamedArgument { get; set; }

    /// <summary>The most calls in progress at once.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Max)]
    public int ThrottleLimit { get; set; } = Throttle.Default;

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DoOrFail(NamedArgument, () => _arguments = PlainValues.Of(NamedArgument));
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            if (ShouldProcess($"instance {id}", $"Call the tool {Name}"))
            {
                DoOrFailItem(id, () =>
                {
                    _calls ??= BeginWork<Call, FleetToolResult>(
                        async (call, token) =>
                        {
                            InstanceToolsClient tools = await call.Tools.Value.ConfigureAwait(false);
                            return await tools.CallAsync(call.Name, _arguments, token).ConfigureAwait(false);
                        },
                        call => call.InstanceId,
                        ThrottleLimit);
                    _calls.Add(new Call(id, Name, Tools(id)));
                });
            }
        }
    }

    private readonly record struct Call(string InstanceId, string Name, Lazy<Task<InstanceToolsClient>> Tools);
}
