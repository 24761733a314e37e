using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Diff;
using Fleet.LocalServer.Environments.Files;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Verification.Python;

/// <summary>
/// Runs one verifier in its own process and serves its requests for data. The process has no access to the server's files: it sends requests
/// as lines of JSON over its standard streams, and the server decides.
/// </summary>
internal sealed class PythonVerifier(string interpreter, VerifierEngineOptions options)
{
    private static readonly string s_runner = ReadResource("runner.py");
    private static readonly string s_isolation = ReadResource("isolation.py");
    private static readonly (string Name, string Source)[] s_fleet =
        [.. new[] { "_text", "_data", "_diff", "_files", "_env", "__init__" }.Select(static part => (part, ReadResource($"fleet.{part}.py")))];

    public async Task<VerifierOutcome> RunAsync(VerifierRun run, CancellationToken ct)
    {
        using CancellationTokenSource time = new(run.Limit, options.Clock);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        StringBuilder output = new();
        await using PythonProcess process = PythonProcess.Start(interpreter, options.WorkFolder);
        try
        {
            await process.SendAsync(Encoding.UTF8.GetBytes(s_runner), limit.Token);
            await process.SendLineAsync(Start(run), limit.Token);
            return await ConverseAsync(process, run, output, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return VerifierOutcomes.TimedOut(run.Limit, output.ToString());
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return VerifierOutcomes.Failed(
                "VerifierProtocolError",
                $"The verifier's process sent a message that the server does not understand: {error.Message}",
                output: output.ToString());
        }
    }

    private async Task<VerifierOutcome> ConverseAsync(PythonProcess process, VerifierRun run, StringBuilder output, CancellationToken ct)
    {
        while (await process.ReadLineAsync(ct) is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement message = document.RootElement;
            switch (message.GetProperty("op").GetString())
            {
                case "print":
                    string text = message.GetProperty("text").GetString()!;
                    // The runner truncates its output and says so; this enforces the limit even if the runner was tampered with.
                    output.Append(text, 0, Math.Min(text.Length, options.OutputLimit + 100 - output.Length));
                    break;
                case "query":
                    await process.SendLineAsync(await AnswerAsync(() => QueryAsync(message, run.Databases, ct)), ct);
                    break;
                case "describe":
                    await process.SendLineAsync(await AnswerAsync(() => DescribeAsync(message, run.Databases, ct)), ct);
                    break;
                case "diff":
                    await process.SendLineAsync(await AnswerAsync(() => DiffAsync(message, run.Databases, ct)), ct);
                    break;
                case "files":
                    await process.SendLineAsync(await AnswerAsync(() => FilesAsync(message, run.Files)), ct);
                    break;
                case "done":
                    return Finish(message, output.ToString());
                default:
                    throw new InvalidDataException("an unknown request");
            }
        }

        return await DiedAsync(process, run, output.ToString(), ct);
    }

    private static VerifierOutcome Finish(JsonElement message, string output)
    {
        if (message.TryGetProperty("error", out JsonElement error))
        {
            return VerifierOutcomes.Failed(
                error.GetProperty("type").GetString()!, error.GetProperty("message").GetString()!, error.GetProperty("traceback").GetString()!, output);
        }

        return new VerifierOutcome { Success = true, Result = JsonNode.Parse(message.GetProperty("result").GetString()!), StandardOutput = output };
    }

    private static async Task<VerifierOutcome> DiedAsync(PythonProcess process, VerifierRun run, string output, CancellationToken ct)
    {
        (int code, string errors) = await process.WaitForExitAsync(ct);
        const int BySignal = 128, Alarm = 14, ProcessorTime = 24;
        if (code is BySignal + Alarm or BySignal + ProcessorTime)
        {
            return VerifierOutcomes.TimedOut(run.Limit, output);
        }

        string how = !OperatingSystem.IsWindows() && code > BySignal ? $"was ended by signal {code - BySignal}" : $"ended with exit code {code}";
        return VerifierOutcomes.Failed("VerifierProcessDied", $"The verifier's process {how} before it returned a result.", errors, output);
    }

    private byte[] Start(VerifierRun run) => PipeJson.Line(json =>
    {
        double seconds = run.Limit.TotalSeconds;
        json.WriteStartObject();
        json.WriteStartObject("fleet");
        foreach ((string name, string source) in s_fleet)
        {
            json.WriteString(name, source);
        }

        json.WriteEndObject();
        json.WriteString("isolation", s_isolation);
        json.WriteString("code", run.Code);
        json.WriteString("function", run.FunctionName);
        json.WriteString("pickle", run.Pickle is null ? null : Convert.ToBase64String(run.Pickle));
        PipeJson.WriteProperty(json, "args", run.Arguments);
        PipeJson.WriteProperty(json, "kwargs", run.NamedArguments);
        json.WriteString("instance_id", run.InstanceId);
        json.WriteString("env_key", run.EnvKey);
        PipeJson.WriteProperty(json, "databases", run.Databases.Names);
        json.WriteNumber("output_limit", options.OutputLimit);
        json.WriteNumber("seconds", seconds + 5);
        json.WriteStartObject("limits");
        json.WriteNumber("AS", options.MemoryLimit);
        json.WriteNumber("CPU", (long)Math.Ceiling(seconds) + 1);
        json.WriteNumber("FSIZE", options.FileSizeLimit);
        json.WriteNumber("CORE", 0);
        json.WriteNumber("NOFILE", 64);
        json.WriteNumber("NPROC", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>Turns a failure on the server's side into an exception in the verifier.</summary>
    private static async Task<byte[]> AnswerAsync(Func<Task<byte[]>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return PipeJson.Line(json =>
            {
                json.WriteStartObject();
                json.WriteString("refused", error.Message);
                json.WriteEndObject();
            });
        }
    }

    private static async Task<byte[]> QueryAsync(JsonElement message, IInstanceDatabases databases, CancellationToken ct)
    {
        SqlResult result = await databases.QueryAsync(
            message.GetProperty("database").GetString()!,
            message.GetProperty("sql").GetString()!,
            [.. message.GetProperty("args").EnumerateArray().Select(PipeJson.Read)],
            message.GetProperty("read_only").GetBoolean(),
            ct);
        return PipeJson.Line(json =>
        {
            json.WriteStartObject();
            PipeJson.WriteProperty(json, "columns", result.Columns);
            PipeJson.WriteProperty(json, "rows", result.Rows);
            PipeJson.WriteProperty(json, "rows_affected", result.RowsAffected);
            PipeJson.WriteProperty(json, "last_insert_id", result.LastInsertId);
            json.WriteString("error", result.Error);
            json.WriteEndObject();
        });
    }

    private static async Task<byte[]> DescribeAsync(JsonElement message, IInstanceDatabases databases, CancellationToken ct)
    {
        IReadOnlyList<TableDescription> tables = await databases.DescribeAsync(message.GetProperty("database").GetString()!, ct);
        return PipeJson.Line(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("tables");
            foreach (TableDescription table in tables)
            {
                json.WriteStartObject();
                json.WriteString("name", table.Name);
                json.WriteString("sql", table.Sql);
                json.WriteStartArray("columns");
                foreach (ColumnDescription column in table.Columns)
                {
                    json.WriteStartObject();
                    json.WriteString("name", column.Name);
                    json.WriteString("type", column.Type);
                    json.WriteBoolean("notnull", column.NotNull);
                    json.WriteString("default_value", column.DefaultValue);
                    json.WriteNumber("pk", column.Pk);
                    json.WriteBoolean("primary_key", column.Pk > 0);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<byte[]> DiffAsync(JsonElement message, IInstanceDatabases databases, CancellationToken ct)
    {
        JsonFields fields = PipeJson.Fields(message);
        string before = fields.Text("before", least: 1);
        string after = fields.Text("after", least: 1);
        DiffFilter filter = DiffFilter.Read(fields);
        fields.ThrowIfInvalid();
        if (!databases.Names.Contains(before) || !databases.Names.Contains(after))
        {
            throw new InvalidDataException("an unknown database");
        }

        if (before == after)
        {
            return "{\"success\":true,\"diff\":{},\"message\":\"ok\"}\n"u8.ToArray();
        }

        ReadOnlyMemory<byte> json = await databases.ReadBothAsync(
            connection => StructuredDiff.Compare(connection, filter, fromSeed: before == InstanceDatabases.Seed), ct);
        return [.. json.Span, (byte)'\n'];
    }

    private static async Task<byte[]> FilesAsync(JsonElement message, InstanceFiles? files)
    {
        if (files is null)
        {
            throw new InvalidDataException("the instance has no files");
        }

        FileCalls calls = new(PipeJson.Fields(message.GetProperty("request")), () => Task.FromResult(files));
        try
        {
            JsonNode value = await calls.AnswerAsync(message.GetProperty("call").GetString()!);
            return Encoding.UTF8.GetBytes(new JsonObject { ["value"] = value }.ToJsonString() + "\n");
        }
        catch (NoSuchFileException missing)
        {
            return Encoding.UTF8.GetBytes(new JsonObject { ["missing"] = missing.Message }.ToJsonString() + "\n");
        }
    }

    private static string ReadResource(string name)
    {
        using Stream stream = typeof(PythonVerifier).Assembly.GetManifestResourceStream($"Fleet.LocalServer.Python.{name}")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
