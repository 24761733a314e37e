using System.Globalization;
using System.Text.Json;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Catalog;

/// <summary>Reads tasks in any of the SDK's spellings, from import requests and from files.</summary>
internal static class TaskReader
{
    /// <summary>Reads a task.</summary>
    /// <param name="fields">The task's members.</param>
    /// <param name="createdAt">The creation time to use if the task has none.</param>
    /// <param name="projectKey">The project to use if the task has none.</param>
    /// <exception cref="ApiException">Members are missing or invalid; the exception lists all of them.</exception>
    public static StoredTask Read(JsonFields fields, DateTimeOffset createdAt, string? projectKey)
    {
        string key = FirstText(fields, "key", "id") ?? fields.Text("key", least: 1);
        string prompt = fields.Text("prompt", least: 1);
        string environment = FirstText(fields, "env_id", "env_key", "environment_id") ?? fields.Text("env_id", least: 1);
        string? version = fields.TextOrNull("version");
        int colon = environment.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            version ??= environment[(colon + 1)..];
            environment = environment[..colon];
        }

        JsonElement? metadata = fields.FindObject("metadata");
        JsonElement? verifier = fields.FindObject("verifier");
        StoredTask task = new()
        {
            Key = key,
            Prompt = prompt,
            EnvironmentId = environment,
            CreatedAt = ReadTime(fields) ?? createdAt,
            ProjectKey = fields.TextOrNull("project_key") ?? projectKey,
            Version = version,
            DataId = fields.TextOrNull("data_id"),
            DataVersion = fields.TextOrNull("data_version"),
            EnvVariables = fields.FindObject("env_variables"),
            Metadata = metadata,
            OutputJsonSchema = fields.FindObject("output_json_schema"),
            VerifierCode = FirstText(fields, "verifier_func", "verifier_code") ?? Member(verifier, "code"),
            VerifierId = FirstText(fields, "verifier_id") ?? Member(verifier, "verifier_id") ?? StoredTask.MakeVerifierId(key),
        };
        fields.ThrowIfInvalid();
        return task;
    }

    private static string? FirstText(JsonFields fields, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (fields.TextOrNull(name) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    private static string? Member(JsonElement? value, string name) =>
        value is { } found && found.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static DateTimeOffset? ReadTime(JsonFields fields)
    {
        if (fields.TextOrNull("created_at") is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time.ToUniversalTime();
        }

        fields.Add("created_at", "Input should be a valid datetime", "datetime_parsing");
        return null;
    }
}
