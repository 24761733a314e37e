using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Sends the run events of a file: JSON lines, a JSON array, or CSV with a header. The whole file is checked before anything is sent.</summary>
[Cmdlet(VerbsData.Import, "FleetRunEvent", SupportsShouldProcess = true)]
[OutputType(typeof(FleetRunEventResult))]
public sealed class ImportFleetRunEventCommand : FleetRunEventSendCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    public string LiteralPath { get; set; } = "";

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        string path = ResolveFile(LiteralPath);
        long count = 0;
        DoOrFailFile(LiteralPath, () => count = Await(token => FleetRunEventFile.CheckAsync(path, token)));
        WriteVerbose($"'{LiteralPath}' contains {count} run events.");
        DoOrFailFile(LiteralPath, () => SendAll(path));
    }

    /// <inheritdoc />
    protected override void EndProcessing() => Finish();

    private void SendAll(string path)
    {
        IAsyncEnumerator<FleetRunEventBatch> batches = FleetRunEventFile.ReadBatchesAsync(path, BatchSize, StopToken).GetAsyncEnumerator(StopToken);
        try
        {
            while (Await(_ => batches.MoveNextAsync().AsTask()))
            {
                Send(batches.Current, LiteralPath);
            }
        }
        finally
        {
            batches.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
