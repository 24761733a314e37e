using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments.Model;

namespace Fleet.LocalServer.Environments.Catalog;

/// <summary>A folder that contains an environment: its definition, the SQL for its data, and its tasks.</summary>
internal sealed class EnvironmentFolder
{
    /// <summary>The file name of the definition.</summary>
    public const string DefinitionFile = "environment.json";

    private readonly string _path;
    private readonly ConcurrentDictionary<(string, string?, string?), SeedSource> _seeds = new();

    private EnvironmentFolder(string path, EnvironmentFile definition)
    {
        _path = path;
        Definition = definition;
    }

    /// <summary>The folder's definition.</summary>
    public EnvironmentFile Definition { get; }

    /// <summary>The environment's key.</summary>
    public string Key => Definition.EnvKey;

    /// <summary>Reads and validates a folder.</summary>
    /// <exception cref="InvalidDataException">Something in the folder is invalid; the message names the file.</exception>
    public static EnvironmentFolder Read(string path)
    {
        string file = Path.Combine(path, DefinitionFile);
        EnvironmentFile definition;
        try
        {
            using FileStream stream = File.OpenRead(file);
            definition = JsonSerializer.Deserialize(stream, ModelJson.Default.EnvironmentFile) ?? throw new InvalidDataException($"'{file}' holds null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{file}' is not a definition of an environment: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"'{file}' cannot be read: {e.Message}", e);
        }

        EnvironmentFolder folder = new(Path.GetFullPath(path), definition);
        folder.Check(file);
        return folder;
    }

    /// <summary>Returns the SQL that creates the data, reading it on first use.</summary>
    public SeedSource Seed(string version, string? dataKey, string? dataVersion) =>
        _seeds.GetOrAdd((version, dataKey, dataVersion), choice => ReadSeed(choice.Item1, choice.Item2, choice.Item3));

    /// <summary>Returns the folder of files for a version, or null.</summary>
    public string? FilesOf(string version) =>
        Definition.Versions.TryGetValue(version, out EnvironmentFileVersion? definition) && (definition.Files ?? Definition.Files) is { } files
            ? Resolve(files)
            : null;

    /// <summary>Reads the folder's tasks. Invalid ones are logged and skipped.</summary>
    public IEnumerable<StoredTask> ReadTasks(ServerLog log)
    {
        string folder = Path.Combine(_path, "tasks");
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            foreach (StoredTask task in TaskFile.Read(file, Definition, log))
            {
                yield return task;
            }
        }
    }

    private SeedSource ReadSeed(string version, string? dataKey, string? dataVersion)
    {
        EnvironmentFileVersion definition = Definition.Versions[version];
        List<string> files = [];
        if ((definition.Schema ?? Definition.Schema) is { } schema)
        {
            files.Add(Resolve(schema));
        }

        if (dataKey is not null && dataVersion is not null)
        {
            files.Add(Resolve(definition.Data[dataKey][dataVersion]));
        }

        List<(string File, string Sql)> scripts = [];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            string sql = File.ReadAllText(file);
            hash.AppendData(Encoding.UTF8.GetBytes(sql));
            hash.AppendData([0]);
            scripts.Add((Path.GetRelativePath(_path, file), sql));
        }

        return new SeedSource($"{Convert.ToHexStringLower(hash.GetHashAndReset())[..32]}.db", Key, scripts);
    }

    private void Check(string file)
    {
        if (Key.Length == 0 || Definition.Versions.Count == 0)
        {
            throw new InvalidDataException($"'{file}' must name an env_key and at least one version.");
        }

        if (Definition.DefaultVersion is { } version && !Definition.Versions.ContainsKey(version))
        {
            throw new InvalidDataException($"'{file}' has no version '{version}', which it names as the default.");
        }

        foreach ((string name, EnvironmentFileVersion definition) in Definition.Versions)
        {
            if (definition is null || definition.Data.ContainsValue(null!))
            {
                throw new InvalidDataException($"'{file}', version '{name}' must be an object, and so must its data.");
            }

            if (definition.DefaultData is { } data && !definition.Data.ContainsKey(data))
            {
                throw new InvalidDataException($"'{file}', version '{name}' has no data '{data}', which it names as the default.");
            }

            IEnumerable<string?> scripts = definition.Data.Values.SelectMany(static versions => versions.Values).Append(definition.Schema ?? Definition.Schema);
            foreach (string script in scripts.OfType<string>())
            {
                if (!File.Exists(Resolve(script)))
                {
                    throw new InvalidDataException($"'{file}', version '{name}' names the file '{script}', which is not there.");
                }
            }

            if (FilesOf(name) is { } files && !Directory.Exists(files))
            {
                throw new InvalidDataException(
                    $"'{file}', version '{name}' names the folder of files '{Path.GetRelativePath(_path, files)}', which is not there.");
            }

            foreach ((string dataKey, Dictionary<string, string> versions) in definition.Data)
            {
                if (versions.Count == 0)
                {
                    throw new InvalidDataException($"'{file}', version '{name}' has no version of the data '{dataKey}'.");
                }
            }
        }
    }

    private string Resolve(string relative)
    {
        string full = Path.GetFullPath(Path.Combine(_path, relative));
        return full.StartsWith(_path + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidDataException($"'{Path.Combine(_path, DefinitionFile)}' names the file '{relative}' outside its folder.");
    }
}

/// <summary>The SQL that creates a seed database, and the file name of that database, which changes whenever the SQL does.</summary>
internal sealed record SeedSource(string FileName, string EnvKey, IReadOnlyList<(string File, string Sql)> Scripts);
