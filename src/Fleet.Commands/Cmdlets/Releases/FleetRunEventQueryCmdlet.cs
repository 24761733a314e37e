using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that reads run events, with its filters.</summary>
public abstract class FleetRunEventQueryCmdlet : FleetRunSliceCmdlet
{
    /// <summary>The window of evidence.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotBlank]
    public string Window { get; set; } = "";

    /// <summary>Gets only those of this trace.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? TraceId { get; set; }

    /// <summary>Gets only those of this session.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SessionId { get; set; }

    /// <summary>Gets only those of this span.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SpanId { get; set; }

    private protected FleetRunEventQuery QueryFor(string releaseId) => new()
    {
        ReleaseId = releaseId,
        Window = Window,
        Environment = Environment,
        TenantId = TenantId,
        TaskId = TaskId,
        TraceId = TraceId,
        SessionId = SessionId,
        SpanId = SpanId,
    };
}
