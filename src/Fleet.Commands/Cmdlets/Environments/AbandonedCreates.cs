using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// Closes instances that were requested but never delivered, because the pipeline was stopped or needed no more. After a stop,
/// the user waits briefly for the outstanding answers and is warned about anything that remains.
/// </summary>
internal static class AbandonedCreates
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    /// <summary>Closes the instances that the requests created.</summary>
    /// <param name="creates">The pending creations with their requests.</param>
    /// <param name="client">The connection's own client.</param>
    /// <param name="tell">Shows a warning to the user.</param>
    public static void Close(
        IReadOnlyDictionary<Task<FleetInstance>, FleetInstanceRequest> creates, FleetClient client, Action<string> tell)
    {
        Task<Outcome>[] outcomes = [.. creates.Select(create => CloseAsync(create.Key, client))];
        WaitFor(creates.Keys);

        // An answer that arrives at the end of the wait still gets its close.
        WaitFor(creates.Keys.Zip(outcomes).Where(static pair => pair.First.IsCompleted).Select(static pair => pair.Second));

        List<FleetInstanceRequest> unanswered = [];
        foreach ((Task<FleetInstance> create, Task<Outcome> closing) in creates.Keys.Zip(outcomes))
        {
            if (!create.IsCompleted)
            {
                unanswered.Add(creates[create]);
            }
            else if (create.IsCompletedSuccessfully && !closing.IsCompleted)
            {
                tell($"Instance '{create.Result}' was created and is not closed yet. "
                    + $"If Get-FleetInstance still lists it, use: Remove-FleetInstance {create.Result}");
            }
            else if (closing.IsCompletedSuccessfully && closing.Result is { Failure: { } failure, InstanceId: { } id })
            {
                tell($"Instance '{id}' was created and could not be closed ({failure.Message}). Use: Remove-FleetInstance {id}");
            }
        }

        foreach (IGrouping<(string EnvKey, string? RunId), FleetInstanceRequest> group in unanswered.GroupBy(static request => (request.EnvKey, request.RunId)))
        {
            string what = string.Concat(
                group.Count() == 1 ? "A request for an instance" : $"{group.Count()} requests for instances",
                $" of '{group.Key.EnvKey}'",
                group.Key.RunId is { } run ? $" in run '{run}'" : null);
            tell($"{what} got no answer in time. If an answer arrives while this process runs, its instance is closed; "
                + "Get-FleetInstance lists what is left.");
        }
    }

    private static async Task<Outcome> CloseAsync(Task<FleetInstance> create, FleetClient client)
    {
        FleetInstance instance;
        try
        {
            instance = await create.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Nothing was created, and the pipeline that would have reported why is gone.
            return default;
        }

        try
        {
            HeartbeatSenders.Stop(instance.InstanceId);
            await client.Instances.CloseAsync(instance.InstanceId, CancellationToken.None).ConfigureAwait(false);
            return default;
        }
        catch (Exception exception)
        {
            return new Outcome(instance.InstanceId, exception);
        }
    }

    private static void WaitFor(IEnumerable<Task> tasks) =>
        Task.WhenAny(Task.WhenAll(tasks), Task.Delay(s_grace)).GetAwaiter().GetResult();

    private readonly record struct Outcome(string? InstanceId, Exception? Failure);
}
