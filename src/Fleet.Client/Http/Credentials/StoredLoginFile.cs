using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Client.Http;

/// <summary>The file in which the original's command-line tool stores a login. Everything but the tokens is left unchanged.</summary>
internal sealed class StoredLoginFile
{
    private readonly string _path;
    private readonly JsonObject _members;

    private StoredLoginFile(string path, JsonObject members)
    {
        _path = path;
        _members = members;
    }

    /// <summary><c>~/.fleet/credentials.json</c>.</summary>
    public static string DefaultPath =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".fleet", "credentials.json");

    public string? AccessToken => Text("access_token");

    public string? RefreshToken => Text("refresh_token");

    public string? TeamId => Text("team_id");

    /// <summary>Reads the file; null if it does not exist or contains no usable login.</summary>
    public static StoredLoginFile? Read(string path)
    {
        try
        {
            StoredLoginFile? login = JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject members ? new StoredLoginFile(path, members) : null;
            return login is { AccessToken: not null, TeamId: not null } ? login : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Replaces the tokens and writes the file atomically, readable only by its owner.</summary>
    public void Save(string accessToken, string? refreshToken)
    {
        _members["access_token"] = accessToken;
        if (refreshToken is not null)
        {
            _members["refresh_token"] = refreshToken;
        }

        string draft = $"{_path}.{Guid.NewGuid():N}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (FileStream file = new(draft, options))
            {
                using (Utf8JsonWriter writer = new(file, new JsonWriterOptions { Indented = true }))
                {
                    _members.WriteTo(writer);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(draft, _path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    // A value that is not allowed in a header is as good as none.
    private string? Text(string name) =>
        _members[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 && HeaderText.IsPrintable(text) ? text : null;
}
