using System.Text.Json;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Environments.Helpdesk;

/// <summary>A task of the helpdesk sample, read from the sample's files, with its solutions.</summary>
internal sealed record HelpdeskTask(string Key, string Prompt, string DataKey, string VerifierCode, JsonElement Checks, JsonElement Solutions)
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot.Path, "samples", "environments", "helpdesk");

    /// <summary>All tasks by key.</summary>
    public static IReadOnlyDictionary<string, HelpdeskTask> All { get; } = Load();

    /// <summary>Returns the SQL that creates the data.</summary>
    public static string[] Scripts(string dataKey) =>
        [File.ReadAllText(Path.Combine(s_folder, "schema.sql")), File.ReadAllText(Path.Combine(s_folder, "seed", dataKey + ".sql"))];

    /// <summary>Returns a solution: its statements, its final answer and the score it should get.</summary>
    public (IReadOnlyList<string> Statements, string? Answer, double Score) Solution(string name)
    {
        JsonElement solution = Solutions.GetProperty(name);
        return (
            [.. solution.GetProperty("steps").EnumerateArray().Select(Statement)],
            solution.GetProperty("final_answer").GetString(),
            solution.GetProperty("score").GetDouble());
    }

    private static string Statement(JsonElement step)
    {
        if (step.TryGetProperty("delete", out JsonElement emptied))
        {
            return $"DELETE FROM {emptied} WHERE id = {step.GetProperty("id")}";
        }

        JsonProperty[] values = [.. step.GetProperty("set").EnumerateObject()];
        return step.TryGetProperty("update", out JsonElement changed)
            ? $"UPDATE {changed} SET {string.Join(", ", values.Select(value => $"{value.Name} = {Literal(value.Value)}"))} WHERE id = {step.GetProperty("id")}"
            : $"INSERT INTO {step.GetProperty("insert")} ({string.Join(", ", values.Select(value => value.Name))}) VALUES "
                + $"({string.Join(", ", values.Select(value => Literal(value.Value)))})";
    }

    private static string Literal(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? $"'{value.GetString()!.Replace("'", "''", StringComparison.Ordinal)}'" : value.GetRawText();

    private static Dictionary<string, HelpdeskTask> Load()
    {
        JsonElement solutions = Read(Path.Combine(RepositoryRoot.Path, "tests", "Fleet.LocalServer.Tests", "Environments", "Helpdesk", "Solutions.json"));
        return Directory.GetFiles(Path.Combine(s_folder, "tasks"), "*.json").Order(StringComparer.Ordinal)
            .SelectMany(file => Read(file).EnumerateArray())
            .Select(task => new HelpdeskTask(
                task.GetProperty("key").GetString()!,
                task.GetProperty("prompt").GetString()!,
                task.GetProperty("data_id").GetString()!,
                task.GetProperty("verifier_func").GetString()!,
                task.GetProperty("metadata").GetProperty("checks"),
                solutions.GetProperty(task.GetProperty("key").GetString()!)))
            .ToDictionary(task => task.Key);
    }

    private static JsonElement Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
