using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Gets promotion requests, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "FleetPromotionRequest", DefaultParameterSetName = ParameterSets.Query)]
[OutputType(typeof(FleetPromotionRequest))]
public sealed class GetFleetPromotionRequestCommand : FleetConnectionCmdlet
{
    // The service's own maximum.
    private const int All = 500;

    /// <summary>The requests to get.</summary>
    [Parameter(ParameterSetName = ParameterSets.Id, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("RequestId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(PromotionRequestIdCompleter))]
    public string[] RequestId { get; set; } = [];

    /// <summary>Gets only those with this status.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(PromotionStatusCompleter))]
    public string? Status { get; set; }

    /// <summary>The most items to get.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateRange(1L, 500L)]
    public long? First { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ParameterSets.Query)
        {
            DoOrFail(Status, () => WriteAll(token => Client.Promotions.ListRequestsAsync(Status, (int)(First ?? All), token)));
            return;
        }

        DoOrFailRecord(RequestId is [var single] ? single : RequestId, () =>
        {
            List<FleetPromotionRequest> found = Await(token => Client.Promotions.ListRequestsAsync(null, All, token).ToListAsync(token).AsTask());
            foreach (string id in RequestId)
            {
                if (found.Find(request => request.RequestId == id) is { } request)
                {
                    WriteObject(request);
                }
                else
                {
                    string message = $"The promotion request '{id}' is not among the newest {All}.";
                    FailItem(new FleetNotFoundException(message) { ResourceType = "promotionRequest", ResourceId = id }, id);
                }
            }
        });
    }
}
