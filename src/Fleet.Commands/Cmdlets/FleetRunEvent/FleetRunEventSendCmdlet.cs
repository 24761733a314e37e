using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>A cmdlet that sends run events: one request a batch, and one sum at the end, also when a batch fails on the way.</summary>
public abstract class FleetRunEventSendCmdlet : FleetConnectionCmdlet
{
    private readonly List<string> _duplicates = [];
    private readonly List<string> _conflicts = [];
    private FleetRunEventResult _sum = new();

    /// <summary>How many events go into a request.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    private protected void Send(IReadOnlyList<FleetRunEvent> batch, string? source = null)
    {
        string target = batch.Count == 1 ? "1 run event" : $"{batch.Count} run events";
        if (!ShouldProcess(source is null ? target : $"{target} of {source}", "Send"))
        {
            return;
        }

        try
        {
            FleetRunEventResult result = Await(token => Client.Evidence.SendAsync(batch, token));
            _sum = _sum with { Sent = _sum.Sent + result.Sent, Inserted = _sum.Inserted + result.Inserted, Requests = _sum.Requests + 1 };
            _duplicates.AddRange(result.Duplicates);
            _conflicts.AddRange(result.Conflicts);
        }
        catch (FleetException exception)
        {
            // What is stored stays stored, and whoever sends again wants to know.
            WriteSum();
            FailCommand(exception, source);
        }
    }

    private protected void WriteSum()
    {
        if (_sum.Requests == 0)
        {
            return;
        }

        if (_conflicts.Count > 0)
        {
            WriteWarning($"Of {(_conflicts.Count == 1 ? "1 run" : $"{_conflicts.Count} runs")} a different event is stored already, and stays: {string.Join(", ", _conflicts.Take(5))}{(_conflicts.Count > 5 ? " ..." : "")}");
        }

        WriteObject(_sum with { Duplicates = _duplicates.ToArray(), Conflicts = _conflicts.ToArray() });
    }
}
