using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Opens the pages of instances in the browser.</summary>
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

    /// <summary>Returns the addresses instead of opening a browser.</summary>
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
        // The address comes from the service: it must not open a program or a file on this machine.
        if (instance.AppUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" } page)
        {
            FleetException missing = instance.IsEnded
                ? new FleetConflictException(
                    $"The instance '{instance.InstanceId}' has ended ({instance.Status}). Use New-FleetEnvironment to create a new one.")
                {
                    ErrorCode = "gone",
                    ResourceId = instance.InstanceId,
                }
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
            throw new FleetException($"No browser could be started for {page}. Open the address yourself; -PassThru returns it.", exception);
        }
    }
}
