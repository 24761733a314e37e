using System.Diagnostics;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Tests if the services of a connection answer and accept the credentials. A failed test is a result, not an error.</summary>
[Cmdlet(VerbsDiagnostic.Test, "FleetConnection")]
[OutputType(typeof(FleetServiceStatus), typeof(bool))]
public sealed class TestFleetConnectionCommand : FleetConnectionCmdlet
{
    // The test is about this moment: a service that answers at the third attempt counts as not answering.
    private static readonly FleetCallOptions s_once = new() { Retry = FleetRetryOptions.Off };

    private int _tested;
    private int _failed;

    /// <inheritdoc />
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public override FleetConnection? Connection { get; set; }

    /// <summary>Returns one bool instead: true if all services answer.</summary>
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
            // Without a connection, no service answers.
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
            string approval = workspace.PromotionRequiresApproval ? "need approval" : "need no approval";
            return $"{health.Status}: version {workspace.ServerVersion}, promotions {approval}";
        });
        TestBeside(environments, "Agents", state.Connection.AgentsUri, async token =>
        {
            // There is no cheaper request.
            int count = 0;
            await foreach (FleetAgent _ in client.Agents.ListAsync(token).ConfigureAwait(false))
            {
                count++;
            }

            return count == 1 ? "1 agent" : $"{count} agents";
        });
    }

    // The environments' own address need not serve anything else, and a server that is down is reported once.
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
            TimeSpan? latency = exception.StatusCode is null ? null : Stopwatch.GetElapsedTime(start);
            return status with { Latency = latency, Message = exception.Message, Error = exception };
        }
    }
}
