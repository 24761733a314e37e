using System.Diagnostics;
using Fleet.Client;

namespace Fleet.Samples.Quickstart;

/// <summary>The whole loop over a set of tasks: make an environment, keep it alive, let the agent work, verify.</summary>
internal sealed class Evaluation(FleetClient client, ScriptedAgent agent, string runId)
{
    private const int AtOnce = 4;
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<Outcome>> RunAsync(IReadOnlyList<FleetTask> tasks, CancellationToken cancellationToken)
    {
        Outcome[] outcomes = new Outcome[tasks.Count];
        ParallelOptions atOnce = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, tasks.Count, atOnce, async (i, token) =>
        {
            long start = Stopwatch.GetTimestamp();
            try
            {
                FleetVerification verification = await EvaluateAsync(tasks[i], token);
                outcomes[i] = new Outcome(tasks[i], verification, null, Stopwatch.GetElapsedTime(start));
            }
            catch (Exception exception) when (exception is FleetException or HttpRequestException)
            {
                // One task's failure is its own result; the others continue.
                outcomes[i] = new Outcome(tasks[i], null, exception, Stopwatch.GetElapsedTime(start));
            }
        });
        return outcomes;
    }

    private async Task<FleetVerification> EvaluateAsync(FleetTask task, CancellationToken cancellationToken)
    {
        FleetInstanceRequest request = FleetInstanceRequest.ForTask(task) with { RunId = runId, HeartbeatInterval = s_heartbeat };
        FleetInstance instance = await client.Instances.CreateAsync(request, cancellationToken);
        try
        {
            await using FleetKeepAlive keepAlive = client.Instances.KeepAlive(instance);
            string? answer = await agent.WorkAsync(task, instance, cancellationToken);
            return await client.Verifiers.VerifyAsync(task, instance, new FleetVerifyOptions { FinalAnswer = answer }, cancellationToken);
        }
        finally
        {
            await client.Instances.CloseAsync(instance.InstanceId, CancellationToken.None);
        }
    }
}
