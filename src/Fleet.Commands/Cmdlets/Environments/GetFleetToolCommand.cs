using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Lists the tools that instances offer to agents.</summary>
[Cmdlet(VerbsCommon.Get, "FleetTool")]
[OutputType(typeof(FleetTool))]
public sealed class GetFleetToolCommand : FleetToolCmdlet
{
    private WildcardPattern[] _patterns = [];

    /// <summary>The instances, or the addresses of their managers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The names, with wildcards.</summary>
    [Parameter(Position = 1)]
    [ValidateNotBlank]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _patterns = [.. (Name ?? []).Select(static name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            DoOrFailItem(id, () =>
            {
                HashSet<int> found = [];
                InstanceToolsClient tools = Await(_ => Tools(id).Value);
                WriteAll(token => tools.ListAsync(token).Where(tool => IsWanted(tool.Name, found)));
                foreach ((string name, int i) in (Name ?? []).Select(static (name, i) => (name, i)))
                {
                    // As everywhere in PowerShell, a pattern may match nothing, but a name must exist.
                    if (!found.Contains(i) && !WildcardPattern.ContainsWildcardCharacters(name))
                    {
                        FailItem(new FleetNotFoundException($"The instance '{id}' has no tool '{name}'.") { ResourceType = "tool", ResourceId = name }, name);
                    }
                }
            });
        }
    }

    private bool IsWanted(string name, HashSet<int> found)
    {
        bool wanted = _patterns.Length == 0;
        for (int i = 0; i < _patterns.Length; i++)
        {
            if (_patterns[i].IsMatch(name))
            {
                found.Add(i);
                wanted = true;
            }
        }

        return wanted;
    }
}
