using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Changes tasks on the service.</summary>
[Cmdlet(VerbsData.Update, "FleetTask", SupportsShouldProcess = true)]
[OutputType(typeof(FleetTask))]
public sealed class UpdateFleetTaskCommand : FleetConnectionCmdlet
{
    private FleetTaskUpdate _update = new();

    /// <summary>The tasks to change.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(TaskKeyCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>The new prompt. Never piped, since a task has its own.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Prompt { get; set; }

    /// <summary>The new source code of the verifier. Never piped.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? VerifierCode { get; set; }

    /// <summary>The new metadata, replacing the old as a whole. Never piped.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Metadata { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Prompt is null && VerifierCode is null && Metadata is null)
        {
            FailCommand(new FleetValidationException("There is nothing to change. Specify -Prompt, -VerifierCode or -Metadata."), null);
        }

        DoOrFail(
            Metadata,
            () => _update = new FleetTaskUpdate { Prompt = Prompt, VerifierCode = VerifierCode, Metadata = PlainValues.Of(Metadata) });
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string key in Key)
        {
            if (ShouldProcess($"task {key}", "Update"))
            {
                DoOrFailItem(key, () => WriteObject(Await(token => Client.Tasks.UpdateAsync(key, _update, token))));
            }
        }
    }
}
