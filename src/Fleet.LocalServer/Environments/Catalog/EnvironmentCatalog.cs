using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Catalog;

/// <summary>The environments that the server offers, loaded from their folders on first use.</summary>
internal sealed class EnvironmentCatalog
{
    /// <summary>The regions a caller can request. They differ in name only.</summary>
    public static readonly IReadOnlyList<string> Regions = ["us-west-1", "us-east-1", "eu-west-2", "staging"];

    /// <summary>The region of instances that do not specify one.</summary>
    public const string DefaultRegion = "us-west-1";

    private readonly Lazy<Content> _content;

    public EnvironmentCatalog(IReadOnlyList<string> paths, ServerLog log) =>
        _content = new Lazy<Content>(() => Load(paths, log));

    /// <summary>All environments, by key.</summary>
    public IReadOnlyDictionary<string, EnvironmentFolder> Environments => _content.Value.Folders;

    /// <summary>The tasks defined by the environments.</summary>
    public IReadOnlyList<StoredTask> Tasks => _content.Value.Tasks;

    /// <summary>Resolves the environment, version and data for a new instance.</summary>
    /// <exception cref="ApiException">One of them does not exist.</exception>
    public EnvironmentChoice Choose(string envKey, string? version, string? dataKey, string? dataVersion)
    {
        if (!Environments.TryGetValue(envKey, out EnvironmentFolder? folder))
        {
            throw ApiException.BadRequest($"Environment '{envKey}' not found");
        }

        string chosen = ChooseVersion(folder.Definition, version);
        EnvironmentFileVersion definition = folder.Definition.Versions[chosen];
        string? data = string.IsNullOrEmpty(dataKey) ? definition.DefaultData : dataKey;
        if (data is null)
        {
            return new EnvironmentChoice(folder, chosen, null, null);
        }

        if (!definition.Data.TryGetValue(data, out Dictionary<string, string>? versions))
        {
            throw ApiException.BadRequest($"Data key '{data}' not found for '{envKey}'");
        }

        string? chosenData = string.IsNullOrEmpty(dataVersion) ? versions.Keys.Last() : FindVersion(versions.Keys, dataVersion);
        return chosenData is null
            ? throw ApiException.BadRequest($"Version '{dataVersion}' not found for data '{data}' of '{envKey}'")
            : new EnvironmentChoice(folder, chosen, data, chosenData);
    }

    private static string ChooseVersion(EnvironmentFile definition, string? version)
    {
        string? found = string.IsNullOrEmpty(version)
            ? definition.DefaultVersion ?? definition.Versions.Keys.Last()
            : FindVersion(definition.Versions.Keys, version);
        return found ?? throw ApiException.BadRequest($"Version '{version}' not found for '{definition.EnvKey}'");
    }

    /// <summary>Finds a version, with or without the <c>v</c> prefix.</summary>
    private static string? FindVersion(IEnumerable<string> versions, string wanted) =>
        versions.FirstOrDefault(version => version == wanted || version == "v" + wanted || "v" + version == wanted);

    private static Content Load(IReadOnlyList<string> paths, ServerLog log)
    {
        Dictionary<string, EnvironmentFolder> folders = new(StringComparer.Ordinal);
        List<StoredTask> tasks = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (string path in paths.SelectMany(FindFolders))
        {
            try
            {
                EnvironmentFolder folder = EnvironmentFolder.Read(path);
                if (!folders.TryAdd(folder.Key, folder))
                {
                    log.Warn($"Environment '{folder.Key}' in '{path}' is skipped: another folder has it already.");
                    continue;
                }

                foreach (StoredTask task in folder.ReadTasks(log))
                {
                    if (keys.Add(task.Key))
                    {
                        tasks.Add(task);
                    }
                    else
                    {
                        log.Warn($"Task '{task.Key}' in '{path}' is skipped: another task has the same key.");
                    }
                }
            }
            catch (InvalidDataException e)
            {
                log.Warn($"The environment in '{path}' is skipped: {e.Message}");
            }
        }

        return new Content(folders, tasks);
    }

    private static IEnumerable<string> FindFolders(string path)
    {
        if (File.Exists(Path.Combine(path, EnvironmentFolder.DefinitionFile)))
        {
            return [path];
        }

        return Directory.Exists(path)
            ? Directory.EnumerateDirectories(path)
                .Where(static folder => File.Exists(Path.Combine(folder, EnvironmentFolder.DefinitionFile)))
                .Order(StringComparer.Ordinal)
            : [];
    }

    private sealed record Content(Dictionary<string, EnvironmentFolder> Folders, IReadOnlyList<StoredTask> Tasks);
}

/// <summary>A resolved combination of environment, version and data.</summary>
internal sealed record EnvironmentChoice(EnvironmentFolder Folder, string Version, string? DataKey, string? DataVersion)
{
    /// <summary>Reads the SQL that creates the data.</summary>
    public SeedSource ReadSeed() => Folder.Seed(Version, DataKey, DataVersion);
}
