using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>Reads and writes tasks: as the service sends them, and in all the spellings of task files.</summary>
internal static class TaskWire
{
    public static JsonListShape<FleetTask> Tasks { get; } = new("tasks", Task);

    /// <summary>Reads a task as the service sends it.</summary>
    public static FleetTask? Task(ref JsonCursor json) => FreeFields.Read(ref json, static (fields, faults) =>
        Read(fields, "", faults, served: true) with { VerifierCode = ServedCode(fields) });

    /// <summary>Reads a task of a file.</summary>
    /// <param name="task">The fields of the task.</param>
    /// <param name="place">The place of the task in the file.</param>
    /// <param name="faults">Receives the faults.</param>
    public static FleetTask FileTask(OrderedDictionary<string, object?> task, string place, List<FleetFieldError> faults)
    {
        FreeFields fields = new(task, place, faults);
        FleetTask read = Read(task, place, faults, served: false);
        string? code = fields.Text("verifier_func", "verifier_code") ?? read.Verifier?.Code;
        if (!string.IsNullOrWhiteSpace(code) && VerifierFunction.NameIn(code) is null)
        {
            fields.Add(
                fields.Value("verifier_func") is not null ? "verifier_func"
                    : fields.Value("verifier_code") is not null ? "verifier_code"
                    : "verifier.code",
                "defines no function at its top level");
        }

        return read with
        {
            VerifierCode = code,
            VerifierId = read.VerifierId ?? MetadataVerifierId(read) ?? read.Key,
            Verifier = read.Verifier is { Code: null } verifier ? verifier with { Code = code } : read.Verifier,
        };
    }

    /// <summary>Reads the part of a task that is returned with its sessions; null for none.</summary>
    public static FleetTask? Brief(OrderedDictionary<string, object?>? task) => FreeFields.Read(task, static (fields, faults) =>
        Read(fields, "task", faults, served: true) with { VerifierCode = ServedCode(fields) });

    /// <summary>Writes the fields of a task as the original's client knows them, including nulls.</summary>
    public static void WriteFields(Utf8JsonWriter json, FleetTask task)
    {
        json.WriteString("key", task.Key);
        json.WriteString("prompt", task.Prompt);
        json.WriteString("env_id", task.EnvironmentId);
        WriteFree(json, "env_variables", task.EnvVariables ?? Empty);
        json.WriteString("created_at", task.CreatedAt is { } created ? FleetTime.Text(created) : null);
        json.WriteString("version", task.Version);
        json.WriteString("data_id", task.DataId);
        json.WriteString("data_version", task.DataVersion);
        json.WriteString("verifier_func", task.VerifierCode);
        json.WriteString("verifier_id", task.VerifierId);
        json.WriteString("verifier_sha", task.VerifierSha);
        json.WriteString("verifier_runtime_version", task.VerifierRuntimeVersion);
        WriteFree(json, "metadata", task.Metadata ?? Empty);
        WriteFree(json, "output_json_schema", task.OutputJsonSchema);
    }

    /// <summary>Writes the other fields of a task in a file that are set: the original ignores them.</summary>
    public static void WriteExtras(Utf8JsonWriter json, FleetTask task)
    {
        if (task.TeamId is not null)
        {
            json.WriteString("team_id", task.TeamId);
        }

        if (task.ProjectKey is not null)
        {
            json.WriteString("project_key", task.ProjectKey);
        }

        if (task.Verifier is not { } verifier)
        {
            return;
        }

        json.WriteStartObject("verifier");
        json.WriteString("verifier_id", verifier.VerifierId);
        json.WriteString("key", verifier.Key);
        if (verifier.Version is { } version)
        {
            json.WriteNumber("version", version);
        }

        json.WriteString("sha256", verifier.Sha256);
        if (verifier.Code != task.VerifierCode)
        {
            json.WriteString("code", verifier.Code);
        }

        json.WriteString("comment", verifier.Comment);
        json.WriteString("created_at", verifier.CreatedAt is { } created ? FleetTime.Text(created) : null);
        json.WriteEndObject();
    }

    private static OrderedDictionary<string, object?> Empty { get; } = [];

    // The common part of the two forms; without the code, which is in different places.
    private static FleetTask Read(OrderedDictionary<string, object?> task, string place, List<FleetFieldError> faults, bool served)
    {
        FreeFields fields = new(task, place, faults);
        FleetVerifier? verifier = fields.Fields("verifier") is { } inner ? VerifierWire.Verifier(inner) : null;
        OrderedDictionary<string, object?> metadata = fields.Object("metadata") ?? [];
        return new FleetTask
        {
            Key = fields.NeededText(mayBeEmpty: false, "key", "id"),
            Prompt = fields.NeededText(served, "prompt"),
            EnvironmentId = served
                ? fields.NeededText(true, "environment_id", "env_id", "env_key")
                : fields.NeededText(false, "env_id", "env_key", "environment_id"),
            Version = fields.Text("version"),
            DataId = fields.Text("data_id"),
            DataVersion = fields.Text("data_version"),
            EnvVariables = fields.Object("env_variables") ?? [],
            TeamId = fields.Text("team_id"),
            ProjectKey = fields.Text("project_key"),
            CreatedAt = fields.Time("created_at"),
            VerifierId = fields.Text("verifier_id") ?? (verifier is { VerifierId.Length: > 0 } ? verifier.VerifierId : null),
            VerifierSha = fields.Text("verifier_sha") ?? verifier?.Sha256,
            VerifierRuntimeVersion = fields.Text("verifier_runtime_version") ?? metadata.GetValueOrDefault("verifier_runtime_version")?.ToString(),
            Verifier = verifier,
            Metadata = metadata,
            OutputJsonSchema = fields.Object("output_json_schema"),
        };
    }

    private static string? ServedCode(OrderedDictionary<string, object?> task)
    {
        string? embedded = (task.GetValueOrDefault("verifier") as OrderedDictionary<string, object?>)?.GetValueOrDefault("code") as string;
        return VerifierFunction.NameIn(embedded) is not null ? embedded : task.GetValueOrDefault("verifier_func") as string;
    }

    private static string? MetadataVerifierId(FleetTask task) =>
        (task.Metadata?["verifier"] as OrderedDictionary<string, object?>)?.GetValueOrDefault("verifier_id") as string;

    private static void WriteFree(Utf8JsonWriter json, string name, System.Collections.IDictionary? value)
    {
        json.WritePropertyName(name);
        FreeValue.Write(json, value is null ? null : FreeValue.Plain(value, name));
    }
}
