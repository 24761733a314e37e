using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Operations on groups of instances that several cmdlets share.</summary>
internal static class FleetInstances
{
    /// <summary>Collects the whole group, for commands that act on it as one.</summary>
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
