using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;

namespace Fleet.LocalServer.Environments.Verification.Python;

/// <summary>
/// One verifier's process. It inherits nothing of the server's environment, runs in its own folder and is killed, together with all processes
/// it started, when this object is disposed.
/// </summary>
internal sealed class PythonProcess : IAsyncDisposable
{
    private const int LineLimit = 64 << 20;
    private const int ErrorLimit = 16 << 10;
    // The runner's source comes over the pipe, so that no file has to be trusted.
    private const string Bootstrap =
        "import os; incoming = os.fdopen(os.dup(0), 'rb'); exec(compile(incoming.read(int(incoming.readline())), '<fleet>', 'exec'))";

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly PipeReader _reader;
    private readonly Task<string> _errors;

    private PythonProcess(Process process, DirectoryInfo folder)
    {
        _process = process;
        _folder = folder;
        _reader = PipeReader.Create(process.StandardOutput.BaseStream, new StreamPipeReaderOptions(bufferSize: 64 << 10));
        _errors = DrainAsync(process.StandardError);
    }

    public static PythonProcess Start(string interpreter, string? workFolder)
    {
        DirectoryInfo folder = workFolder is null
            ? Directory.CreateTempSubdirectory("fleet-verifier-")
            : Directory.CreateDirectory(Path.Combine(workFolder, $"verifier-{Guid.NewGuid():N}"));
        ProcessStartInfo start = new(interpreter)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        foreach (string argument in (string[])["-I", "-S", "-B", "-X", "utf8", "-c", Bootstrap])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach ((string name, string value) in CleanEnvironment(folder.FullName))
        {
            start.Environment[name] = value;
        }

        Process process = new() { StartInfo = start };
        try
        {
            process.Start();
        }
        catch
        {
            process.Dispose();
            folder.Delete(recursive: true);
            throw;
        }

        return new PythonProcess(process, folder);
    }

    /// <summary>Sends a text preceded by its length.</summary>
    public async Task SendAsync(byte[] text, CancellationToken ct)
    {
        await SendLineAsync(Encoding.ASCII.GetBytes($"{text.Length}\n"), ct);
        await SendLineAsync(text, ct);
    }

    /// <summary>Sends bytes that end with a newline. If the process is gone, the next read notices.</summary>
    public async Task SendLineAsync(byte[] line, CancellationToken ct)
    {
        try
        {
            Stream pipe = _process.StandardInput.BaseStream;
            await pipe.WriteAsync(line, ct).AsTask().WaitAsync(ct);
            await pipe.FlushAsync(ct).WaitAsync(ct);
        }
        catch (IOException)
        {
            // The pipe is broken; the next read reports that the process has ended.
        }
    }

    /// <summary>Reads the next line, without its newline; null once the process has closed its side.</summary>
    public async Task<byte[]?> ReadLineAsync(CancellationToken ct)
    {
        while (true)
        {
            // WaitAsync because a process that escaped the kill may keep the pipe open forever.
            ReadResult read = await _reader.ReadAsync(ct).AsTask().WaitAsync(ct);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                byte[] line = buffer.Slice(0, end).ToArray();
                _reader.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            if (buffer.Length > LineLimit)
            {
                throw new InvalidDataException($"a line of more than {LineLimit >> 20} MiB");
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>Waits for a process that has closed its side to exit, and returns its exit code and standard error.</summary>
    public async Task<(int Code, string Errors)> WaitForExitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        // Processes that the verifier started may keep standard error open.
        Kill();
        return (_process.ExitCode, await _errors.WaitAsync(ct));
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _reader.CompleteAsync();
        _process.Dispose();
        await RemoveFolderAsync();
    }

    private void Kill()
    {
        // The runner leads its own process group, whose id is not reused while any process that the verifier started is in it.
        if (!OperatingSystem.IsWindows())
        {
            _ = NativeKill(-_process.Id, 9);
        }

        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It has already exited.
        }
    }

    private async Task RemoveFolderAsync()
    {
        const int Attempts = 5;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (attempt == Attempts)
                {
                    // The verification itself is done; the folder is left to the system's cleanup of temporary files.
                    return;
                }

                // A process that was just killed may still be writing or have files open.
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt));
            }
        }
    }

    private static async Task<string> DrainAsync(StreamReader errors)
    {
        StringBuilder kept = new();
        char[] buffer = new char[4096];
        try
        {
            for (int count; (count = await errors.ReadAsync(buffer)) > 0;)
            {
                kept.Append(buffer, 0, Math.Min(count, ErrorLimit - kept.Length));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process was killed.
        }

        return kept.ToString();
    }

    private static IEnumerable<(string Name, string Value)> CleanEnvironment(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            string root = Environment.GetFolderPath(Environment.SpecialFolder.Windows);
            return [("SystemRoot", root), ("PATH", $"{root}\\System32"), ("TEMP", folder), ("TMP", folder)];
        }

        return [("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("TMPDIR", folder)];
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int process, int signal);
}
