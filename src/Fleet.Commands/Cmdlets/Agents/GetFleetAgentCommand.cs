using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Lists agents, or gets individual ones.</summary>
[Cmdlet(VerbsCommon.Get, "FleetAgent")]
[OutputType(typeof(FleetAgent))]
public sealed class GetFleetAgentCommand : FleetAgentsCmdlet
{
    private FanOut<string, FleetAgent>? _reads;

    /// <summary>The agents to get; all of them by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [Identity("AgentId")]
    [ValidateNotBlank(AllowEmptyList = true)]
    [ArgumentCompleter(typeof(AgentIdCompleter))]
    public string[]? AgentId { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (AgentId is null)
        {
            DoOrFail(Connection, () => WriteAll(Client.Agents.ListAsync));
            return;
        }

        FleetClient client = Client;
        foreach (string id in AgentId)
        {
            _reads ??= BeginWork<string, FleetAgent>(client.Agents.GetAsync, inOrder: true);
            _reads.Add(id);
        }
    }
}
