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
        FleetServiceStatus status;
        try
        {
            status = TestEnvironments(ConnectionStore.Resolve(Connection));
        }
        catch (FleetException exception) when (Quiet)
        {
            // No connection is no service that answers.
            WriteVerbose(exception.Message);
            return;
        }
        catch (FleetException exception)
        {
            FailItem(exception, Connection);
            return;
        }

        _tested++;
        _failed += status.Success ? 0 : 1;
        if (!Quiet)
        {
            WriteObject(status);
        }
    }

    protected override void EndProcessing()
    {
        if (Quiet)
        {
            WriteObject(_tested > 0 && _failed == 0);
        }
    }

    private FleetServiceStatus TestEnvironments(ConnectionState state)
    {
        FleetClient client = ClientOf(state, s_once);
        FleetServiceStatus status = new() { Service = "Environments", Uri = state.Connection.Uri };
        long start = Stopwatch.GetTimestamp();
        try
        {
            FleetAccount account = Await(client.Account.GetAsync);
            return status with
            {
                Success = true,
                Latency = Stopwatch.GetElapsedTime(start),
                Message = $"{account.TeamName}: {account.InstanceCount} of {account.InstanceLimit} instances in use",
            };
        }
        catch (FleetException exception)
        {
            return status with { Latency = exception.StatusCode is null ? null : Stopwatch.GetElapsedTime(start), Message = exception.Message, Error = exception };
        }
    }
}
