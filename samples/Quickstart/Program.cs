using System.Runtime.InteropServices;
using Fleet;
using Fleet.Client;
using Fleet.Samples.Quickstart;

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
try
{
    return await RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped. Everything that was started has been closed.");
    return 130;
}

static async Task<int> RunAsync(CancellationToken cancellationToken)
{
    await using LocalServer server = await LocalServer.StartAsync(cancellationToken);
    Console.WriteLine($"Local server: {server.Uri}");

    using FleetClient client = new(new FleetClientOptions { Uri = server.Uri, Credential = FleetCredential.ApiKey(server.ApiKey) });
    using ScriptedAgent agent = new();
    string runId = $"quickstart-{Guid.NewGuid():N}"[..19];
    try
    {
        FleetTaskQuery helpdesk = new() { ProjectKey = "helpdesk" };
        List<FleetTask> tasks = await client.Tasks.ListAsync(helpdesk, cancellationToken).ToListAsync(cancellationToken);
        Console.WriteLine($"Tasks: {tasks.Count} of project helpdesk, as run {runId}");
        Console.WriteLine();

        IReadOnlyList<Outcome> outcomes = await new Evaluation(client, agent, runId).RunAsync(tasks, cancellationToken);
        FleetRun? run = await client.Runs.ListAsync("all", cancellationToken: cancellationToken)
            .FirstOrDefaultAsync(candidate => candidate.RunId == runId, cancellationToken);
        Report.Print(Console.Out, outcomes, run);
        return Report.Count(outcomes, "error") + Report.Count(outcomes, "unverified") == 0 ? 0 : 1;
    }
    finally
    {
        // Whatever an interrupted evaluation left open; nothing after a complete one.
        await client.Instances.CloseManyAsync(runId, cancellationToken: CancellationToken.None);
    }
}

void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
