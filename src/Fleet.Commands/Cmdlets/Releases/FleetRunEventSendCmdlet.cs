using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// A cmdlet that sends run events: one request per batch, with the next batch prepared while one is in flight, and one total at the end, even if a batch fails.
/// </summary>
public abstract class FleetRunEventSendCmdlet : FleetConnectionCmdlet
{
    private readonly List<string> _duplicates = [];
    private readonly List<string> _conflicts = [];
    private FleetRunEventResult _sum = new();
    private Task<FleetRunEventResult>? _sending;
    private string? _source;
    private bool _told;

    /// <summary>The number of events per request.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    private protected void Send(FleetRunEventBatch batch, string? source = null)
    {
        string target = batch.Count == 1 ? "1 run event" : $"{batch.Count} run events";
        if (!ShouldProcess(source is null ? target : $"{target} from {source}", "Send"))
        {
            return;
        }

        Settle();
        EvidenceClient evidence = Client.Evidence;
        CancellationToken stop = StopToken;
        _source = source;
        _sending = Task.Run(() => evidence.SendAsync(batch, stop), stop);
    }

    /// <summary>Waits for the last batch and writes the total.</summary>
    private protected void Finish()
    {
        Settle();
        WriteSum();
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        // A stop closes the streams before a total can be written, but it matters for sending the events again.
        if (!_told && (_sum.Requests > 0 || _sending is not null))
        {
            TellHost(
                $"Stopped: {_sum.Sent} run events were sent, {_sum.Inserted} of them new"
                + $"{(_sending is null ? "" : "; those in flight may have been stored too")}. When you send them again, stored events are skipped.");
        }
    }

    private void Settle()
    {
        if (_sending is not { } sending)
        {
            return;
        }

        try
        {
            FleetRunEventResult result = Await(_ => sending);
            _sending = null;
            _sum = _sum with { Sent = _sum.Sent + result.Sent, Inserted = _sum.Inserted + result.Inserted, Requests = _sum.Requests + 1 };
            _duplicates.AddRange(result.Duplicates);
            _conflicts.AddRange(result.Conflicts);
        }
        catch (FleetException exception)
        {
            // Stored events stay stored, which matters for sending the rest again.
            _sending = null;
            WriteSum();
            FailCommand(exception, _source);
        }
    }

    private void WriteSum()
    {
        _told = true;
        if (_sum.Requests == 0)
        {
            return;
        }

        if (_conflicts.Count > 0)
        {
            string runs = _conflicts.Count == 1 ? "1 run" : $"{_conflicts.Count} runs";
            string names = $"{string.Join(", ", _conflicts.Take(5))}{(_conflicts.Count > 5 ? " ..." : "")}";
            WriteWarning($"A different event is already stored for {runs}, and is kept: {names}");
        }

        WriteObject(_sum with { Duplicates = _duplicates.ToArray(), Conflicts = _conflicts.ToArray() });
    }
}
