using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Environments;

namespace Fleet.Client;

/// <summary>Task files: UTF-8 JSON, an array of tasks or an object with <c>tasks</c>, in any of the spellings that the original reads.</summary>
public static class FleetTaskFile
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Reads a file. Nothing in it is executed and nothing is sent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The tasks, in the file's order.</returns>
    /// <exception cref="FleetValidationException">The file is not such JSON, or a task in it is not complete; each fault is a field with its place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Task<IReadOnlyList<FleetTask>> ReadAsync(string path, CancellationToken cancellationToken = default) =>
        ReadAsync(path, forImport: false, cancellationToken);

    /// <summary>Reads a file whose tasks are to be created on a service: each must have a verifier and a unique key, or the whole file is rejected.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The tasks, in the file's order.</returns>
    /// <exception cref="FleetValidationException">The file is not such JSON, or a task in it cannot be created; each fault is a field with its
    /// place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Task<IReadOnlyList<FleetTask>> ReadForImportAsync(string path, CancellationToken cancellationToken = default) =>
        ReadAsync(path, forImport: true, cancellationToken);

    /// <summary>
    /// Writes a file that <see cref="ReadAsync(string, CancellationToken)"/> and the original read: an array, indented by two. The file is written
    /// completely or not at all.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="overwrite">True to replace an existing file.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <returns>The number of tasks written.</returns>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static async Task<int> WriteAsync(
        string path,
        IAsyncEnumerable<FleetTask> tasks,
        bool overwrite = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tasks);

        // If the path is a link, its target is replaced, not the link.
        string target = new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : Path.GetFullPath(path);
        if (!overwrite && File.Exists(target))
        {
            throw new IOException($"The file '{path}' exists already.");
        }

        // Otherwise the error would name the draft.
        if (Path.GetDirectoryName(target) is { } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist. Create it first.");
        }

        string draft = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            int count = await WriteDraftAsync(draft, tasks, cancellationToken).ConfigureAwait(false);
            File.Move(draft, target, overwrite);
            return count;
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    private static async Task<int> WriteDraftAsync(string draft, IAsyncEnumerable<FleetTask> tasks, CancellationToken cancellationToken)
    {
        FileStream file = new(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            Utf8JsonWriter json = new(file, JsonSyntax.Indented);
            await using (json.ConfigureAwait(false))
            {
                int count = 0;
                json.WriteStartArray();
                await foreach (FleetTask task in tasks.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    json.WriteStartObject();
                    TaskWire.WriteFields(json, task);
                    TaskWire.WriteExtras(json, task);
                    json.WriteEndObject();
                    count++;
                    if (json.BytesPending >= FlushAt)
                    {
                        await json.FlushAsync(cancellationToken).ConfigureAwait(false);
                    }
                }

                json.WriteEndArray();
                await json.FlushAsync(cancellationToken).ConfigureAwait(false);
                await file.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);

                // A file that is renamed before its bytes are on the disk can be empty after a crash.
                file.Flush(flushToDisk: true);
                return count;
            }
        }
    }

    private static async Task<IReadOnlyList<FleetTask>> ReadAsync(string path, bool forImport, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        List<FleetFieldError> faults = [];
        List<FleetTask> tasks = [];
        try
        {
            Read(JsonMark.Skip(bytes), tasks, faults, cancellationToken);
        }
        catch (JsonException exception)
        {
            string place = exception.LineNumber is { } line ? $"line {line + 1}" : "file";
            faults.Add(new FleetFieldError { Field = place, Message = "is not JSON" });
        }

        if (forImport && faults.Count == 0)
        {
            CheckForImport(tasks, faults);
        }

        return faults.Count == 0 ? tasks : throw Refused(path, faults);
    }

    private static void Read(ReadOnlySpan<byte> json, List<FleetTask> tasks, List<FleetFieldError> faults, CancellationToken cancellationToken)
    {
        Utf8JsonReader reader = new(json, JsonSyntax.Reader);
        reader.Read();
        bool found = reader.TokenType == JsonTokenType.StartArray;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (!found && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isTasks = reader.ValueTextEquals("tasks"u8);
                reader.Read();
                found = isTasks && reader.TokenType == JsonTokenType.StartArray;
                if (!found)
                {
                    reader.Skip();
                }
            }
        }

        if (!found)
        {
            faults.Add(new FleetFieldError { Field = "tasks", Message = "is missing: a task file is an array of tasks, or an object with the array 'tasks'" });
            return;
        }

        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string place = $"tasks[{index}]";
            if (FreeJson.Read(ref reader) is OrderedDictionary<string, object?> fields)
            {
                tasks.Add(TaskWire.FileTask(fields, place, faults));
            }
            else
            {
                faults.Add(new FleetFieldError { Field = place, Message = "is not an object" });
            }
        }

        // The rest must be JSON too.
        while (reader.Read())
        {
        }
    }

    private static void CheckForImport(List<FleetTask> tasks, List<FleetFieldError> faults)
    {
        Dictionary<string, int> keys = new(StringComparer.Ordinal);
        for (int i = 0; i < tasks.Count; i++)
        {
            faults.AddRange(VerifierCheck.Faults(tasks[i], $"tasks[{i}].verifier_func"));
            if (!keys.TryAdd(tasks[i].Key, i))
            {
                faults.Add(new FleetFieldError { Field = $"tasks[{i}].key", Message = $"is the key of tasks[{keys[tasks[i].Key]}] too" });
            }
        }
    }

    private static FleetValidationException Refused(string path, List<FleetFieldError> faults)
    {
        string more = faults.Count > 1 ? $" (and {faults.Count - 1} more)" : "";
        return new FleetValidationException($"The task file '{path}' cannot be used: {faults[0].Field} {faults[0].Message}{more}.") { Fields = [.. faults] };
    }
}
