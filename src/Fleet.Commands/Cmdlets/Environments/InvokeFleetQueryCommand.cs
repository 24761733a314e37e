using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Runs a SQL statement in instances and returns the rows it finds, or else its outcome.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "FleetQuery", SupportsShouldProcess = true)]
[OutputType(typeof(FleetRow))]
[OutputType(typeof(FleetQueryResult))]
public sealed class InvokeFleetQueryCommand : FleetManagerCmdlet
{
    private const int ShownLength = 100;

    private FleetQueryOptions _options = new();

    /// <summary>The statement.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Text("The statement comes first: Invoke-FleetQuery 'SELECT 1' $instance.")]
    [ValidateNotBlank]
    public string Query { get; set; } = "";

    /// <summary>The instances, or the addresses of their managers.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Identity("InstanceId")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(InstanceIdCompleter))]
    public string[] InstanceId { get; set; } = [];

    /// <summary>The database.</summary>
    [Parameter]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(DatabaseCompleter))]
    public string Database { get; set; } = "current";

    /// <summary>The values for the question marks.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Argument { get; set; }

    /// <summary>Makes the instance reject a statement that changes data.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <inheritdoc />
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        DoOrFail(Argument, () => _options = new FleetQueryOptions
        {
            Database = Database,
            Arguments = Argument is null ? null : PlainValues.Of(Argument),
            ReadOnly = ReadOnly,
        });
    }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string id in InstanceId)
        {
            if (ReadOnly || ShouldProcess($"database {Database} of instance {id}", $"Run {Shown(Query)}"))
            {
                DoOrFailItem(id, () => Run(id));
            }
        }
    }

    private void Run(string id)
    {
        InstanceManagerClient manager = Manager(id);
        FleetRowSet found = Await(token => manager.QueryAsync(Query, _options, token));
        if (!found.HasRows)
        {
            WriteObject(found.Result);
            return;
        }

        RowProperties properties = new(found.Columns);
        foreach (FleetRow row in found.Rows)
        {
            WriteObject(properties.Of(row));
        }
    }

    private static string Shown(string query)
    {
        string line = string.Join(' ', query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= ShownLength ? line : line[..ShownLength] + "...";
    }
}
