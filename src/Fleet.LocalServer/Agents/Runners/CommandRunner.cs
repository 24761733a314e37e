using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>
/// Runs a configured program for each message. The program reads the session's messages from standard input, one JSON object per line, and answers
/// the same way on standard output. It is killed, with everything it started, when the run is stopped or times out.
/// </summary>
internal sealed class CommandRunner : IRunner
{
    private const int MaxLine = 1 << 20;
    private readonly string[] _command;
    private readonly string[] _environment;
    private readonly TimeSpan _limit;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="FormatException">The settings are invalid.</exception>
    public CommandRunner(JsonElement settings)
    {
        _command = Texts(settings, "command");
        _environment = Texts(settings, "environment");
        if (_command.Length == 0)
        {
            throw new FormatException("'command' must be a list of texts, the program first");
        }

        _limit = RunnerSettings.Limit(settings);
    }

    public async Task RunAsync(RunContext run, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(_limit, run.Clock);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using Process process = Start();
        try
        {
            Task sending = SendAsync(process, run, end.Token);
            Task<string> complaints = ReadComplaintsAsync(process.StandardError, end.Token);
            bool isDone = await ReadAnswersAsync(process.StandardOutput, run, end.Token);
            if (isDone)
            {
                return;
            }

            await process.WaitForExitAsync(end.Token);
            await sending;
            throw new InvalidOperationException($"The command ended with {process.ExitCode} before it was done. {await complaints}".TrimEnd());
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The command took longer than {_limit.TotalSeconds} s");
        }
        finally
        {
            Kill(process);
        }
    }

    private static string[] Texts(JsonElement settings, string name) =>
        !settings.TryGetProperty(name, out JsonElement list) ? []
        : list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(static item => item.GetString()!)]
            : throw new FormatException($"'{name}' must be a list of texts");

    private Process Start()
    {
        ProcessStartInfo start = new(_command[0], _command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        Dictionary<string, string?> kept = start.Environment
            .Where(pair => pair.Key is "PATH" or "HOME" or "LANG" or "TMPDIR" or "SystemRoot" || _environment.Contains(pair.Key))
            .ToDictionary(static pair => pair.Key, static pair => pair.Value);
        start.Environment.Clear();
        foreach ((string name, string? value) in kept)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The command did not start.");
    }

    /// <summary>Sends the messages, oldest first, and closes the input.</summary>
    private static async Task SendAsync(Process process, RunContext run, CancellationToken cancellationToken)
    {
        try
        {
            JsonText line = new(JsonStyle.Line);
            foreach (EventRecord e in run.History.Where(static e => e.Content.Type is "message" or "tool"))
            {
                line.Clear();
                using JsonDocument data = JsonDocument.Parse(e.Content.Data);
                line.OpenObject().Field("type", e.Content.Type).Field("source", e.Content.Source).Field("offset", e.Offset);
                line.Name("data").Value(data.RootElement).CloseObject().EndLine();
                await process.StandardInput.BaseStream.WriteAsync(line.Written, cancellationToken);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program answered without reading everything, or has exited; its output will show which.
        }
    }

    private static async Task<bool> ReadAnswersAsync(StreamReader output, RunContext run, CancellationToken cancellationToken)
    {
        CommandAnswers answers = new(run);
        while (await ReadLineAsync(output, cancellationToken) is { } line)
        {
            if (line.Length > 0 && await answers.TakeAsync(line, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the next line, with a limit so that a program that never ends one cannot use up all memory.</summary>
    private static async Task<string?> ReadLineAsync(StreamReader output, CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        char[] one = new char[1];
        while (await output.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            if (line.Append(one[0]).Length > MaxLine)
            {
                throw new InvalidDataException($"The command wrote a line of more than {MaxLine} characters");
            }
        }

        return line.Length > 0 ? line.ToString() : null;
    }

    private static async Task<string> ReadComplaintsAsync(StreamReader error, CancellationToken cancellationToken)
    {
        const int Most = 2000;
        StringBuilder kept = new();
        char[] buffer = new char[1024];
        for (int count; (count = await error.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            kept.Append(buffer, 0, Math.Min(count, Most - kept.Length));
        }

        return kept.ToString().Trim();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // The process has already exited.
        }
    }
}
