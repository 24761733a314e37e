using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// A cmdlet that promotes a release, rolls back to it, or requests its promotion. Only the release is piped: environment, window and reason are always typed.
/// </summary>
public abstract class FleetPromotionCallCmdlet : FleetLedgerEntryCmdlet
{
    /// <summary>The release.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("ReleaseId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseIdCompleter))]
    public string[] ReleaseId { get; set; } = [];

    /// <summary>The environment. Never piped, since a release has the one it was registered with.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(ReleaseEnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>The window of evidence.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    public string Window { get; set; } = "";

    /// <summary>The action, as shown by -WhatIf.</summary>
    private protected abstract string Action { get; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in ReleaseId)
        {
            FleetPromotionCall call = new() { ReleaseId = id, Environment = Environment!, Window = Window, Reason = Reason!, Actor = Actor };
            if (ShouldProcess($"release {id} in {Environment}", Action))
            {
                DoOrFailRecord(id, () => WriteObject(Await(token => DoAsync(call, token))), ReleaseId.Length);
            }
        }
    }

    /// <summary>Performs the action.</summary>
    private protected abstract Task<object> DoAsync(FleetPromotionCall call, CancellationToken cancellationToken);
}
