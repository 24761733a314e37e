using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets the catalog of applications that instances are created from.</summary>
[Cmdlet(VerbsCommon.Get, "FleetEnvironment")]
[OutputType(typeof(FleetEnvironment))]
public sealed class GetFleetEnvironmentCommand : FleetConnectionCmdlet
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The environments to get, each once; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(EnvKeyCompleter))]
    public string[]? EnvKey { get; set; }

    protected override void ProcessRecord()
    {
        if (EnvKey is null)
        {
            DoOrFail(Connection, () => WriteAll(Client.Environments.ListAsync));
            return;
        }

        // Many instances share few environments.
        foreach (string key in EnvKey.Where(_asked.Add))
        {
            try
            {
                WriteObject(Await(ct => Client.Environments.GetAsync(key, ct)));
            }
            catch (FleetException exception)
            {
                FailItem(exception, key);
            }
        }
    }
}
