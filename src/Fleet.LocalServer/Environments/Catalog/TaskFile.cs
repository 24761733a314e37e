using System.Text.Json;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Catalog;

/// <summary>Reads the task files of an environment folder. A file contains an array of tasks or an object with <c>tasks</c>.</summary>
internal static class TaskFile
{
    /// <summary>Reads a file. No code in it is run here.</summary>
    public static IReadOnlyList<StoredTask> Read(string file, EnvironmentFile environment, ServerLog log)
    {
        JsonElement root;
        try
        {
            using FileStream stream = File.OpenRead(file);
            using JsonDocument document = JsonDocument.Parse(stream);
            root = document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            log.Warn($"The tasks in '{file}' are skipped: {e.Message}");
            return [];
        }

        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("tasks", out JsonElement tasks))
        {
            root = tasks;
        }

        if (root.ValueKind != JsonValueKind.Array)
        {
            log.Warn($"The tasks in '{file}' are skipped: it contains neither an array nor an object with 'tasks'.");
            return [];
        }

        DateTimeOffset written = File.GetLastWriteTimeUtc(file);
        List<StoredTask> read = [];
        int index = 0;
        foreach (JsonElement item in root.EnumerateArray())
        {
            try
            {
                read.Add(TaskReader.Read(RequestBody.Fields(item), written, environment.ProjectKey));
            }
            catch (ApiException e)
            {
                log.Warn($"Task {index} in '{file}' is skipped: {e.Message}");
            }

            index++;
        }

        return read;
    }
}
