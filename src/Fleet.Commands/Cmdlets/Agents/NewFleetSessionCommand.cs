using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Starts sessions with agents.</summary>
[Cmdlet(VerbsCommon.New, "FleetSession", SupportsShouldProcess = true)]
[OutputType(typeof(FleetSession))]
public sealed class NewFleetSessionCommand : FleetAgentsCmdlet
{
    /// <summary>The agents to talk to, each in a session of its own.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("AgentId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(AgentIdCompleter))]
    public string[] AgentId { get; set; } = [];

    /// <summary>The id for the session. Never piped, since an id belongs to one session.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SessionId { get; set; }

    /// <summary>The session's title.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Title { get; set; }

    /// <summary>Lets the agent begin the conversation.</summary>
    [Parameter]
    public SwitchParameter AllowGreeting { get; set; }

    /// <summary>The mode to run the session in, if the service has modes.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Mode { get; set; }

    /// <summary>Free data about the session, if the service stores any.</summary>
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
