using System.Management.Automation;
using System.Runtime.CompilerServices;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that loads tasks from the service, with its filters and its handling of tasks that cannot be loaded.</summary>
public abstract class FleetTaskQueryCmdlet : FleetConnectionCmdlet
{
    /// <summary>The tasks to load; an empty list loads nothing.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query, Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [ValidateNotBlank(AllowEmptyList = true)]
    [ArgumentCompleter(typeof(TaskKeyCompleter))]
    public string[]? Key { get; set; }

    /// <summary>Loads only the tasks of this project.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? ProjectKey { get; set; }

    /// <summary>Loads only the tasks of this task project.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? TaskProjectKey { get; set; }

    /// <summary>Loads only the tasks of this environment.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(EnvKeyCompleter))]
    public string? EnvKey { get; set; }

    /// <summary>Loads only the tasks for this version of the environment.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? Version { get; set; }

    /// <summary>Loads only the tasks that start from this data.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? DataId { get; set; }

    /// <summary>Loads only the tasks that start from this version of the data.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? DataVersion { get; set; }

    /// <summary>Loads only the tasks of this team.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? TeamId { get; set; }

    /// <summary>The version of each task to load; requires keys.</summary>
    [Parameter(ParameterSetName = ParameterSets.Query)]
    [ValidateNotBlank]
    public string? VersionId { get; set; }

    /// <summary>Loads the requested tasks. One that is missing or cannot be read is an error of its own.</summary>
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

    // The service only has versions of individual tasks: the list filters do not apply.
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
                    ? "-VersionId is the version of individual tasks. Specify their -Key too."
                    : $"-VersionId can only be combined with -Key and -TeamId. Omit -{other}."),
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
