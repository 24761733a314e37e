using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Creates an agent.</summary>
[Cmdlet(VerbsCommon.New, "FleetAgent", SupportsShouldProcess = true)]
[OutputType(typeof(FleetAgent))]
public sealed class NewFleetAgentCommand : FleetAgentsCmdlet
{
    /// <summary>The agent's name, which need not be unique.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    public string Name { get; set; } = "";

    /// <summary>The type of its runner.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotBlank]
    public string Type { get; set; } = "";

    /// <summary>The description.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Description { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (ShouldProcess($"agent '{Name}' of type {Type}", "Create"))
        {
            FleetAgentRequest request = new() { Name = Name, Type = Type, Description = Description };
            DoOrFail(Name, () => WriteObject(Await(token => Client.Agents.CreateAsync(request, token))));
        }
    }
}
