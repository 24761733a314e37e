using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Completes the live instances.</summary>
internal sealed class InstanceIdCompleter : FleetCompleter
{
    protected override IAsyncEnumerable<Candidate> ListAsync(FleetClient client, CancellationToken cancellationToken) =>
        client.Instances.ListAsync(cancellationToken: cancellationToken).Select(instance => new Candidate(
            instance.InstanceId,
            string.Join(", ", new[] { instance.EnvKey, instance.Status, instance.RunId }.Where(part => !string.IsNullOrEmpty(part)))));
}
