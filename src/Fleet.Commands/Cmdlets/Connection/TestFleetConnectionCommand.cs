using System.Diagnostics;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Asks the services of a connection whether they answer and take the credentials. One that does not is a result, not an error.</summary>
[Cmdlet(VerbsDiagnostic.Test, "FleetConnection")]
[OutputType(typeof(FleetServiceStatus), typeof(bool))]
public sealed class TestFleetConnectionCommand : FleetConnectionCmdlet
{
    // The answer is wanted as it is now: a service that answers at the third try does not answer.
    private static readonly FleetCallOptions s_once = new() { Retry = FleetRetryOptions.Off };

    private int _tested;
    private int _failed;

    /// <inheritdoc />
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public override FleetConnection? Connection { get; set; }

    /// <summary>Emits one bool instead: whether all services answer.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override void ProcessRecord()
    {
        try
        {
            TestServices(ConnectionStore.Resolve(Connection));
        }
        catch (FleetException exception) when (Quiet)
        {
            // No connection is no service that answers.
            WriteVerbose(exception.Message);
        }
        catch (FleetException exception)
        {
            FailItem(exception, Connection);
        }
    }

    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(_tested > 0 && _failed == 0);
        }
    }

    private void TestServices(ConnectionState state)
    {
        FleetClient client = ClientOf(state, s_once);
        FleetServiceStatus environments = Test("Environments", state.Connection.Uri, async token =>
        {
            FleetAccount account = await client.Account.GetAsync(token).ConfigureAwait(false);
            return $"{account.TeamName}: {account.InstanceCount} of {account.InstanceLimit} instances in use";
        });
        Tell(environments);
        TestBeside(environments, "Releases", state.Connection.ReleasesUri, async token =>
        {
            FleetReleasesHealth health = await client.Workspace.GetHealthAsync(token).ConfigureAwait(false);
            FleetWorkspace workspace = await client.Workspace.GetPublicAsync(token).ConfigureAwait(false);
            return $"{health.Status}: version {workspace.ServerVersion}, promotions {(workspace.PromotionRequiresApproval ? "need approval" : "need no approval")}";
        });
        TestBeside(environments, "Agents", state.Connection.AgentsUri, async token =>
        {
            // There is no question that costs less.
            int count = 0;
            await foreach (FleetAgent _ in client.Agents.ListAsync(token).ConfigureAwait(false))
            {
                count++;
            }

            return count == 1 ? "1 agent" : $"{count} agents";
        });
    }

    // At the environments' own address there need be no other service, and one that is down is told once.
    private void TestBeside(FleetServiceStatus environments, string service, Uri? uri, Func<CancellationToken, Task<string>> ask)
    {
        bool shared = uri == environments.Uri;
        if (uri is null || (shared && environments is { Success: false, Error.StatusCode: null }))
        {
            return;
        }

        FleetServiceStatus status = Test(service, uri, ask);
        if (!shared || status.Error is not FleetNotFoundException)
        {
            Tell(status);
        }
    }

    private void Tell(FleetServiceStatus status)
    {
        _tested++;
        _failed += status.Success ? 0 : 1;
        if (!Quiet)
        {
            WriteObject(status);
        }
    }

    private FleetServiceStatus Test(string service, Uri? uri, Func<CancellationToken, Task<string>> ask)
    {
        FleetServiceStatus status = new() { Service = service, Uri = uri };
        long start = Stopwatch.GetTimestamp();
        try
        {
            string message = Await(ask);
            return status with { Success = true, Latency = Stopwatch.GetElapsedTime(start), Message = message };
        }
        catch (FleetException exception)
        {
            return status with { Latency = exception.StatusCode is null ? null : Stopwatch.GetElapsedTime(start), Message = exception.Message, Error = exception };
        }
    }
}
