using System.Management.Automation;
using System.Runtime.CompilerServices;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that loads tasks from the service: the filters, and what becomes of tasks that cannot be had.</summary>
public abstract class FleetTaskQueryCmdlet : FleetConnectionCmdlet
{
    /// <summary>The tasks; an empty list loads nothing.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query, Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [ValidateNotBlank(AllowEmptyList = true)]
    [ArgumentCompleter(typeof(TaskKeyCompleter))]
    public string[]? Key { get; set; }

    /// <summary>Only those of a project.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? ProjectKey { get; set; }

    /// <summary>Only those of a task project.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? TaskProjectKey { get; set; }

    /// <summary>Only those of an environment.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(EnvKeyCompleter))]
    public string? EnvKey { get; set; }

    /// <summary>Only those for a version of the environment.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? Version { get; set; }

    /// <summary>Only those that start from this data.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? DataId { get; set; }

    /// <summary>Only those that start from this version of the data.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? DataVersion { get; set; }

    /// <summary>Only those of a team.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? TeamId { get; set; }

    /// <summary>This version of each task; goes with keys.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? VersionId { get; set; }

    /// <summary>The tasks that are asked for. One that is missing or cannot be read is an error of its own.</summary>
    private protected IAsyncEnumerable<FleetTask> LoadAsync(Action<Exception, object?> failed, CancellationToken token)
    {
        if (VersionId is not null)
        {
            return VersionsAsync(Client, failed, token);
        }

        return Client.Tasks.ListAsync(
            new FleetTaskQuery
            {
                Keys = Key,
                ProjectKey = ProjectKey,
                TaskProjectKey = TaskProjectKey,
                EnvKey = EnvKey,
                Version = Version,
                DataId = DataId,
                DataVersion = DataVersion,
                TeamId = TeamId,
                OnError = exception => failed(exception, (exception as FleetNotFoundException)?.ResourceId),
            },
            token);
    }

    // The service has versions of single tasks only: the filters of the list have no place there.
    private void CheckVersion()
    {
        if (VersionId is null)
        {
            return;
        }

        string? other = new (string Name, string? Value)[]
        {
            (nameof(ProjectKey), ProjectKey), (nameof(TaskProjectKey), TaskProjectKey), (nameof(EnvKey), EnvKey),
            (nameof(Version), Version), (nameof(DataId), DataId), (nameof(DataVersion), DataVersion),
        }.FirstOrDefault(static filter => filter.Value is not null).Name;
        if (Key is null || other is not null)
        {
            FailCommand(
                new FleetValidationException(Key is null
                    ? "-VersionId is the version of single tasks. Give their -Key too."
                    : $"-VersionId goes with -Key and -TeamId. Leave -{other} out."),
                VersionId);
        }
    }

    /// <inheritdoc />
    protected override void ProcessRecord() => CheckVersion();

    private async IAsyncEnumerable<FleetTask> VersionsAsync(
        FleetClient client, Action<Exception, object?> failed, [EnumeratorCancellation] CancellationToken token)
    {
        foreach (string key in Key!)
        {
            FleetTask task;
            try
            {
                task = await client.Tasks.GetAsync(key, VersionId, TeamId, token).ConfigureAwait(false);
            }
            catch (FleetNotFoundException exception)
            {
                failed(exception, key);
                continue;
            }

            yield return task;
        }
    }
}
