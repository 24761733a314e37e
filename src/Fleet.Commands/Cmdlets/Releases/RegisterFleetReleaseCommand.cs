using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Registers releases from their files.</summary>
[Cmdlet(VerbsLifecycle.Register, "FleetRelease", SupportsShouldProcess = true)]
[OutputType(typeof(FleetRelease))]
public sealed class RegisterFleetReleaseCommand : FleetConnectionCmdlet
{
    /// <summary>The folder that contains release.yaml.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <summary>The environment to register it with.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        string path = ResolveFile(LiteralPath);
        if (ShouldProcess(LiteralPath, Environment is null ? "Register release" : $"Register release with {Environment}"))
        {
            DoOrFailFile(LiteralPath, () => WriteObject(Await(token => Client.Releases.RegisterAsync(path, Environment, token))));
        }
    }
}
