using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Opens the page of instances in the browser.</summary>
[Cmdlet(VerbsCommon.Show, "FleetInstance")]
[OutputType(typeof(Uri))]
public sealed class ShowFleetInstanceCommand : FleetManagerCmdlet
{
    /// <summary>The instances, or the addresses of their managers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>Emits the addresses; no browser is opened.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            DoOrFailItem(id, () => Show(Await(token => Manager(id).GetInstanceAsync(token))));
        }
    }

    private void Show(FleetInstance instance)
    {
        // The service says what is opened: a program or a file of this machine must not be.
        if (instance.AppUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" } page)
        {
            FleetException missing = instance.IsEnded
                ? new FleetConflictException($"The instance '{instance.InstanceId}' has ended ({instance.Status}). Use New-FleetEnvironment to make a new one.") { ErrorCode = "gone", ResourceId = instance.InstanceId }
                : new FleetException($"The instance '{instance.InstanceId}' has no page to open (its status is '{instance.Status}').");
            throw missing;
        }

        if (PassThru)
        {
            WriteObject(page);
            return;
        }

        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Exception exception) when (exception is Win32Exception or PlatformNotSupportedException)
        {
            throw new FleetException($"No browser could be started for {page}. Open it yourself; -PassThru gives the address.", exception);
        }
    }
}
