using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Fleet.Testing;

namespace Fleet.Commands.Tests.Pester;

/// <summary>A shell that runs Pester files one after another (tests/Pester/worker.ps1).</summary>
internal sealed class PesterWorker : IAsyncDisposable
{
    // For a file that hangs. The slowest one takes half a minute on two idle cores.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(20);

    // For what a file that has ended wrote: nothing fails when it does not come.
    private static readonly TimeSpan s_outputLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly NamedPipeServerStream _pipe;
    private readonly Task _connected;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _output = new();
    private string _end = "";
    private TaskCompletionSource _ended = new();

    private PesterWorker(Process process, NamedPipeServerStream pipe)
    {
        _process = process;
        _pipe = pipe;
        _connected = pipe.WaitForConnectionAsync();
    }

    /// <summary>True if it can run another file.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Starts a shell.</summary>
    /// <param name="shell">The program.</param>
    /// <param name="pester">The path of Pester's manifest.</param>
    /// <returns>The worker.</returns>
    public static PesterWorker Start(PowerShellProgram shell, string pester)
    {
        string name = "fleet-pester-" + Guid.NewGuid().ToString("N");
        NamedPipeServerStream pipe = new(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        Process process = new()
        {
            EnableRaisingEvents = true,
            StartInfo = shell.CreateStart(
                ["-File", Path.Combine("tests", "Pester", "worker.ps1"), "-Pipe", name, "-Pester", pester],
                new Dictionary<string, string?> { ["FLEET_TEST_ASSEMBLY"] = typeof(RepositoryRoot).Assembly.Location }),
        };
        PesterWorker worker = new(process, pipe);
        process.Exited += (_, _) => worker._exited.TrySetResult();
        process.OutputDataReceived += (_, line) => worker.Note(line.Data);
        process.ErrorDataReceived += (_, line) => worker.Note(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>Runs a file.</summary>
    /// <param name="file">Its path in the repository.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <returns>Its outcome.</returns>
    public async Task<PesterRun> RunAsync(string file, CancellationToken cancellationToken)
    {
        string resultFile = ResultFile(file);
        Directory.CreateDirectory(Path.GetDirectoryName(resultFile)!);
        File.Delete(resultFile);
        lock (_output)
        {
            _output.Clear();
            _end = $"## {Guid.NewGuid():N} ##";
            _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        bool? passed;
        try
        {
            passed = await AskAsync(new Request(Path.Combine(RepositoryRoot.Path, file), resultFile, _end), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            IsUsable = false;
            return Failed($"{file} had not ended after {s_limit.TotalMinutes:0} minutes and was stopped. Its output ends where it was:", resultFile);
        }

        if (passed is null)
        {
            IsUsable = false;
            await WaitForOutputAsync(_process.WaitForExitAsync(CancellationToken.None));
            return Failed($"The shell that ran {file} ended{(_process.HasExited ? $" with exit code {_process.ExitCode}" : "")}. Its last output:", resultFile);
        }

        await WaitForOutputAsync(_ended.Task);
        return passed.Value ? new PesterRun(PesterOutcome.Passed, "") : Failed($"{file} failed:", resultFile);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _exited.Task;
        }

        _process.Dispose();
        await _pipe.DisposeAsync();
    }

    // A program that a test left running may keep the output open.
    private static async Task WaitForOutputAsync(Task end) => await Task.WhenAny(end, Task.Delay(s_outputLimit));

    // One a file, where .ci/run looks for it.
    private static string ResultFile(string file) =>
        Path.Combine(RepositoryRoot.Path, "TestResults", "Pester", Path.ChangeExtension(Path.GetRelativePath("tests/Pester", file), ".xml"));

    // Null when the shell has ended.
    private async Task<bool?> AskAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(_connected, _exited.Task).WaitAsync(cancellationToken);
            if (!_connected.IsCompletedSuccessfully)
            {
                return null;
            }

            await _pipe.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request) + "\n"), cancellationToken);
            using StreamReader reader = new(_pipe, leaveOpen: true);
            return await reader.ReadLineAsync(cancellationToken) is { } reply ? JsonSerializer.Deserialize<Reply>(reply)!.Passed : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private PesterRun Failed(string reason, string resultFile)
    {
        lock (_output)
        {
            return new PesterRun(PesterOutcome.Failed, string.Join(Environment.NewLine, [reason, .. Failures(resultFile), _output.ToString().Trim()]));
        }
    }

    private static IEnumerable<string> Failures(string resultFile) => File.Exists(resultFile)
        ? XDocument.Load(resultFile).Descendants("test-case")
            .Where(static one => one.Element("failure") is not null)
            .Select(static one => "  " + ((string?)one.Attribute("description") ?? (string?)one.Attribute("name")))
        : [];

    private void Note(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            if (_end.Length > 0 && line.EndsWith(_end, StringComparison.Ordinal))
            {
                _ended.TrySetResult();
            }
            else
            {
                _output.AppendLine(line);
            }
        }
    }

    private sealed record Request(string Path, string ResultFile, string End);

    private sealed record Reply(bool Passed);
}
