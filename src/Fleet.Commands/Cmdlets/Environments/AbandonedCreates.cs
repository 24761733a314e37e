using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// Closes instances that were asked for and never handed to anybody, because the pipeline was stopped or wanted no more. Whoever
/// stopped it waits a moment for the answers that are due, and is told what remains.
/// </summary>
internal static class AbandonedCreates
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    /// <summary>Closes what the creates brought about.</summary>
    /// <param name="creates">The creates and what they asked for.</param>
    /// <param name="client">The connection's own client.</param>
    /// <param name="tell">Takes a sentence for the user.</param>
    public static void Close(
        IReadOnlyDictionary<Task<FleetInstance>, FleetInstanceRequest> creates, FleetClient client, Action<string> tell)
    {
        Task<Outcome>[] outcomes = [.. creates.Select(create => CloseAsync(create.Key, client))];
        WaitFor(creates.Keys);

        // An answer that came at the end of the wait still gets its close.
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
                tell($"Instance '{create.Result}' was made and is not closed yet. If Get-FleetInstance still shows it, use: Remove-FleetInstance {create.Result}");
            }
            else if (closing.IsCompletedSuccessfully && closing.Result is { Failure: { } failure, InstanceId: { } id })
            {
                tell($"Instance '{id}' was made and could not be closed ({failure.Message}). Use: Remove-FleetInstance {id}");
            }
        }

        foreach (IGrouping<(string EnvKey, string? RunId), FleetInstanceRequest> group in unanswered.GroupBy(static request => (request.EnvKey, request.RunId)))
        {
            string what = string.Concat(
                group.Count() == 1 ? "A request for an instance" : $"{group.Count()} requests for instances",
                $" of '{group.Key.EnvKey}'",
                group.Key.RunId is { } run ? $" in run '{run}'" : null);
            tell($"{what} had no answer in time. What is made of it is closed when the answer comes, while this process runs; Get-FleetInstance shows what is left.");
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
            // Nothing was made, and the pipeline that would have said why is gone.
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
