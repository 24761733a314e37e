using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the tasks.</summary>
internal sealed class TaskKeyCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Tasks.ListAsync(cancellationToken: cancellationToken).Select(task => new Candidate(task.Key, task.Prompt));
}
