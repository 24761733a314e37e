using Fleet.Client;

namespace Fleet.Commands;

/// <summary>What several cmdlets do with groups of instances.</summary>
internal static class FleetInstances
{
    /// <summary>The whole group, for commands that act on it as one.</summary>
    public static async Task<List<FleetInstance>> CollectAsync(FleetClient client, FleetInstanceQuery query, CancellationToken token)
    {
        List<FleetInstance> instances = [];
        await foreach (FleetInstance instance in client.Instances.ListAsync(query, token).ConfigureAwait(false))
        {
            instances.Add(instance);
        }

        return instances;
    }
}
