using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Lists the user's sessions, or gets individual ones.</summary>
[Cmdlet(VerbsCommon.Get, "FleetSession", DefaultParameterSetName = ParameterSets.Id)]
[OutputType(typeof(FleetSession))]
public sealed class GetFleetSessionCommand : FleetAgentsCmdlet
{
    private FanOut<string, FleetSession>? _reads;

    /// <summary>The sessions to get, whoever owns them; by default the user's own.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [Identity("SessionId")]
    [ValidateNotBlank(AllowEmptyList = true)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    public string[]? SessionId { get; set; }

    /// <summary>Gets the sessions with these agents.</summary>
    [Parameter(ParameterSetName = ParameterSets.Agent, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(AgentIdCompleter))]
    public string[]? AgentId { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ParameterSets.Agent)
        {
            foreach (string agent in AgentId!)
            {
                DoOrFailRecord(agent, () => WriteAll(token => Client.Sessions.ListAsync(agent, token)));
            }

            return;
        }

        if (SessionId is null)
        {
            DoOrFail(Connection, () => WriteAll(token => Client.Sessions.ListAsync(agentId: null, token)));
            return;
        }

        FleetClient client = Client;
        foreach (string id in SessionId)
        {
            _reads ??= BeginWork<string, FleetSession>(client.Sessions.GetAsync, inOrder: true);
            _reads.Add(id);
        }
    }
}
