using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;
using YamlDotNet.Core;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>
/// The workspace: its file, read once at startup, and the settings made over HTTP, which take precedence. A catalog's path comes only from the file:
/// over HTTP it would let a caller read the server's disk.
/// </summary>
internal sealed class ReleaseWorkspace
{
    /// <summary>The member of a change that contains a catalog.</summary>
    public const string CatalogMember = "pricing_catalog";

    private const string ThresholdsMember = "diff";

    private static readonly string[] s_fileKeys =
    [
        "api_version", "kind", "db_path", "database_url", "default_environment", "diff", "pricing_catalog_path", "promotion_requires_approval",
        "promotion_requires_second_person", "promotion_request_ttl", "rollback_override_allowed",
    ];

    private readonly WorkspaceSettings _file;
    private readonly string _folder;

    private ReleaseWorkspace(WorkspaceSettings file, string folder)
    {
        _file = file;
        _folder = folder;
    }

    /// <summary>The settings that can be changed over HTTP.</summary>
    public static IReadOnlyList<string> ChangeableKeys { get; } =
    [
        "default_environment", "diff", "promotion_requires_approval", "promotion_requires_second_person", "promotion_request_ttl",
        "rollback_override_allowed", CatalogMember,
    ];

    /// <summary>Reads the workspace's file.</summary>
    /// <param name="path">The file; null for the defaults.</param>
    /// <param name="warn">Receives a warning for each ignored key.</param>
    /// <exception cref="ServerSetupException">The file cannot be used.</exception>
    public static ReleaseWorkspace Open(string? path, Action<string> warn)
    {
        if (path is null)
        {
            return new ReleaseWorkspace(new WorkspaceSettings(), Directory.GetCurrentDirectory());
        }

        try
        {
            JsonElement document = Bundle.ReadYaml(File.ReadAllBytes(path), path);
            WorkspaceSettings settings = SettingsDocument.Read(
                document,
                WorkspaceSettings.Model,
                static root => WorkspaceSettings.Read(root, new WorkspaceSettings()) with
                {
                    PricingCatalogPath = root.TextOrNull("pricing_catalog_path"),
                });
            foreach (string key in document.EnumerateObject().Select(static member => member.Name).Except(s_fileKeys, StringComparer.Ordinal))
            {
                warn($"The workspace '{path}' has an unknown key '{key}', which is ignored.");
            }

            return new ReleaseWorkspace(settings, Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusedException)
        {
            throw new ServerSetupException($"The workspace '{path}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The current settings.</summary>
    public WorkspaceSettings Settings(LedgerBook book) => Overrides(book) is { } overrides
        ? SettingsDocument.Read(overrides, WorkspaceSettings.Model, root => WorkspaceSettings.Read(root, _file))
        : _file;

    /// <summary>True if there is a catalog, or the path of one.</summary>
    public bool HasCatalog(LedgerBook book) => SetCatalog(book) is not null || !string.IsNullOrWhiteSpace(_file.PricingCatalogPath);

    /// <summary>Reads the catalog, afresh each time.</summary>
    /// <returns>The catalog, or the reason why it cannot be read; both null if there is none.</returns>
    public (PriceCatalog? Catalog, string? Problem) ReadCatalog(LedgerBook book)
    {
        try
        {
            if (SetCatalog(book) is { } set)
            {
                return (SettingsDocument.Read(set, PriceCatalog.Model, PriceCatalog.Read), null);
            }

            if (string.IsNullOrEmpty(_file.PricingCatalogPath))
            {
                return (null, null);
            }

            string path = Path.GetFullPath(_file.PricingCatalogPath, _folder);
            return File.Exists(path)
                ? (SettingsDocument.Read(YamlText.Read(File.ReadAllText(path)), PriceCatalog.Model, PriceCatalog.Read), null)
                : (null, $"Pricing catalog not found: {path}");
        }
        catch (YamlException e)
        {
            return (null, $"pricing catalog YAML parse error: {e.Message}");
        }
        catch (RefusedException e)
        {
            return (null, $"invalid pricing catalog YAML: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"pricing catalog I/O error: {e.Message}");
        }
    }

    private static Dictionary<string, JsonElement> Joined(JsonElement known, JsonElement changes)
    {
        Dictionary<string, JsonElement> joined = new(StringComparer.Ordinal);
        foreach (JsonProperty member in known.EnumerateObject().Concat(changes.EnumerateObject()))
        {
            joined[member.Name] = member.Value;
        }

        return joined;
    }

    /// <summary>Merges changes into those made before.</summary>
    /// <returns>All settings made over HTTP.</returns>
    /// <exception cref="RefusedException">A change is invalid.</exception>
    public JsonElement Merge(LedgerBook book, JsonElement changes)
    {
        Dictionary<string, JsonElement> merged = new(StringComparer.Ordinal);
        foreach (JsonProperty member in (Overrides(book)?.EnumerateObject() ?? default).Concat(changes.EnumerateObject()))
        {
            merged[member.Name] = member switch
            {
                { Name: CatalogMember, Value.ValueKind: JsonValueKind.String } =>
                    Bundle.ReadYaml(Encoding.UTF8.GetBytes(member.Value.GetString()!), CatalogMember),
                { Name: ThresholdsMember, Value.ValueKind: JsonValueKind.Object }
                    when merged.TryGetValue(ThresholdsMember, out JsonElement known) && known.ValueKind == JsonValueKind.Object =>
                    JsonSerializer.SerializeToElement(Joined(known, member.Value), LedgerJson.Default.DictionaryStringJsonElement),
                _ => member.Value,
            };
        }

        if (merged.Keys.FirstOrDefault(static key => !ChangeableKeys.Contains(key)) is { } unknown)
        {
            throw new RefusedException($"Unknown workspace setting: {unknown}. Valid settings: {string.Join(", ", ChangeableKeys)}.");
        }

        JsonElement result = JsonSerializer.SerializeToElement(merged, LedgerJson.Default.DictionaryStringJsonElement);
        SettingsDocument.Read(result, WorkspaceSettings.Model, root => WorkspaceSettings.Read(root, _file));
        if (merged.TryGetValue(CatalogMember, out JsonElement catalog) && catalog.ValueKind != JsonValueKind.Null)
        {
            SettingsDocument.Read(catalog, PriceCatalog.Model, PriceCatalog.Read);
        }

        return result;
    }

    private static JsonElement? Overrides(LedgerBook book) =>
        book.WorkspaceChange() is { } change && change.TryGetProperty("settings", out JsonElement settings) ? settings : null;

    private static JsonElement? SetCatalog(LedgerBook book) =>
        Overrides(book) is { } overrides && overrides.TryGetProperty(CatalogMember, out JsonElement catalog) && catalog.ValueKind == JsonValueKind.Object
            ? catalog
            : null;
}
