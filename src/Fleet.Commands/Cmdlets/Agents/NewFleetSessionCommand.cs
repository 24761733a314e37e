using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Begins sessions with agents.</summary>
[Cmdlet(VerbsCommon.New, "FleetSession", SupportsShouldProcess = true)]
[OutputType(typeof(FleetSession))]
public sealed class NewFleetSessionCommand : FleetAgentsCmdlet
{
    /// <summary>The agents to talk to; a session with each.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("AgentId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(AgentIdCompleter))]
    public string[] AgentId { get; set; } = [];

    /// <summary>The id to give the session; never piped, for one id is for one session.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SessionId { get; set; }

    /// <summary>Its title.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Title { get; set; }

    /// <summary>Whether the agent begins the conversation.</summary>
    [Parameter]
    public SwitchParameter AllowGreeting { get; set; }

    /// <summary>How it is run, where the service has modes.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Mode { get; set; }

    /// <summary>Free data about it, where the service keeps some.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Metadata { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in AgentId)
        {
            if (ShouldProcess($"session with agent {id}", "Create"))
            {
                DoOrFailItem(id, () => WriteObject(Await(token => Client.Sessions.CreateAsync(Request(id), token))));
            }
        }
    }

    private FleetSessionRequest Request(string agentId) => new()
    {
        AgentId = agentId,
        SessionId = SessionId,
        Title = Title,
        AllowGreeting = AllowGreeting,
        Mode = Mode,
        Metadata = PlainValues.Of(Metadata),
    };
}
