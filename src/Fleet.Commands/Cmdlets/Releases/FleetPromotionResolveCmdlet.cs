using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>A cmdlet that confirms or denies promotion requests.</summary>
public abstract class FleetPromotionResolveCmdlet : FleetLedgerEntryCmdlet
{
    /// <summary>The requests.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("RequestId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(PromotionRequestIdCompleter))]
    public string[] RequestId { get; set; } = [];

    /// <summary>The action, as shown by -WhatIf.</summary>
    private protected abstract string Action { get; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in RequestId)
        {
            if (ShouldProcess($"promotion request {id}", Action))
            {
                DoOrFailRecord(id, () => WriteObject(Await(token => DoAsync(id, token))), RequestId.Length);
            }
        }
    }

    /// <summary>Performs the action.</summary>
    private protected abstract Task<object> DoAsync(string requestId, CancellationToken cancellationToken);
}
