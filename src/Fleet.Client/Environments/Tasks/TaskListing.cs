using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>One listing of tasks: the requests it takes, the filter on their responses, and the errors on the way.</summary>
internal sealed class TaskListing
{
    // Servers and proxies accept addresses of up to 8 KB.
    private const int LongestPath = 7000;

    private readonly FleetTaskQuery _query;
    private readonly IReadOnlyList<string>? _keys;
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private FleetException? _first;

    /// <summary>Checks a query; nothing is sent yet.</summary>
    public TaskListing(FleetTaskQuery query)
    {
        _query = query;
        _keys = query.Keys is { } keys ? [.. keys.Select(static key => FleetCheck.Filled(key, nameof(query.Keys))).Distinct(StringComparer.Ordinal)] : null;
        FleetCheck.Filter(query.Version, nameof(query.Version));
        Paths = [.. KeyGroups().Select(Path)];
    }

    /// <summary>The requests: several if there are many keys, none if the list of keys is empty.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Returns whether a task passes the filters that the service does not have or may not apply.</summary>
    public bool Takes(FleetTask task)
    {
        _found.Add(task.Key);
        return Same(_query.Version, task.Version) && Same(_query.DataId, task.DataId) && Same(_query.DataVersion, task.DataVersion);
    }

    /// <summary>Records a task that cannot be read.</summary>
    public void Bad(FleetException error, JsonBadElement element)
    {
        if (element.Value?.GetValueOrDefault("key") is string key)
        {
            // It was found, but is not valid.
            _found.Add(key);
        }

        Report(error);
    }

    /// <summary>Reports an error, or keeps the first one for the end.</summary>
    public void Report(FleetException error)
    {
        if (_query.OnError is { } tell)
        {
            tell(error);
        }
        else
        {
            _first ??= error;
        }
    }

    /// <summary>Reports the keys that were not found, and throws the error that was kept.</summary>
    public void End()
    {
        foreach (string key in (_keys ?? []).Where(key => !_found.Contains(key)))
        {
            Report(
                new FleetNotFoundException($"There is no task '{key}'. Check the key, and that the other filters do not exclude it.")
                {
                    ResourceType = "task",
                    ResourceId = key,
                });
        }

        if (_first is not null)
        {
            throw _first;
        }
    }

    private static bool Same(string? wanted, string? given) => wanted is null || string.Equals(wanted, given, StringComparison.Ordinal);

    private IEnumerable<IReadOnlyList<string>> KeyGroups()
    {
        if (_keys is null)
        {
            yield return [];
            yield break;
        }

        int fixedLength = Path([]).Length;
        List<string> group = [];
        int length = fixedLength;
        foreach (string key in _keys)
        {
            int added = "&task_keys=".Length + Uri.EscapeDataString(key).Length;
            if (group.Count > 0 && length + added > LongestPath)
            {
                yield return group;
                group = [];
                length = fixedLength;
            }

            group.Add(key);
            length += added;
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private string Path(IReadOnlyList<string> keys) => FleetPath.Query(
        "/v1/tasks",
        [
            ("env_key", FleetCheck.Filter(_query.EnvKey, nameof(_query.EnvKey))),
            .. keys.Select(static key => ("task_keys", (string?)key)),
            ("team_id", FleetCheck.Filter(_query.TeamId, nameof(_query.TeamId))),
            ("project_key", FleetCheck.Filter(_query.ProjectKey, nameof(_query.ProjectKey))),
            ("task_project_key", FleetCheck.Filter(_query.TaskProjectKey, nameof(_query.TaskProjectKey))),
            ("data_id", FleetCheck.Filter(_query.DataId, nameof(_query.DataId))),
            ("data_version", FleetCheck.Filter(_query.DataVersion, nameof(_query.DataVersion))),
        ]);
}
