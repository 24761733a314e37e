using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fleet.Testing;

/// <summary>A real local server in a separate process, on a free port, with its own data folder. Killed when disposed.</summary>
public sealed class LocalServerProcess : IAsyncDisposable
{
    private const string Ready = "listening: ";
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(5);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly bool _ownsData;

    private LocalServerProcess(Process process, string dataPath, bool ownsData)
    {
        _process = process;
        _ownsData = ownsData;
        DataPath = dataPath;
    }

    /// <summary>The server's file: as the build left it, unless another was chosen before the first start.</summary>
    public static string ServerFile { get; set; } = Path.Combine(
        RepositoryRoot.Path, "src", "Fleet.LocalServer", "bin", Configuration(), "net10.0", "Fleet.LocalServer.dll");

    /// <summary>The address it listens on.</summary>
    public Uri Uri { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The data folder.</summary>
    public string DataPath { get; }

    /// <summary>The process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>True when the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The lines on its standard error so far.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Starts a server and waits for its line <c>listening: URL</c>.</summary>
    /// <param name="dataPath">The data folder, which is kept; null for a new one that is deleted with the server.</param>
    /// <param name="apiKey">The key that callers need; null for none.</param>
    /// <param name="arguments">More arguments of <c>serve</c>.</param>
    /// <returns>The running server.</returns>
    public static async Task<LocalServerProcess> StartAsync(string? dataPath = null, string? apiKey = null, params string[] arguments)
    {
        string data = dataPath ?? Path.Combine(Path.GetTempPath(), "fleet-test-" + Guid.NewGuid().ToString("N"));
        Process process = Launch(["serve", "--url", "http://127.0.0.1:0", "--data", data, "--exit-with-stdin", .. arguments], apiKey);
        LocalServerProcess server = new(process, data, dataPath is null);
        try
        {
            process.ErrorDataReceived += (_, line) => server.Note(line.Data);
            process.BeginErrorReadLine();
            using CancellationTokenSource limit = new(s_timeout);
            string? first = await process.StandardOutput.ReadLineAsync(limit.Token);
            if (first?.StartsWith(Ready, StringComparison.Ordinal) != true)
            {
                await process.WaitForExitAsync(limit.Token);
                throw new InvalidOperationException($"The server did not start: {first} {string.Join(Environment.NewLine, server._log)}");
            }

            server.Uri = new Uri(first[Ready.Length..]);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the server's program with all its streams redirected.</summary>
    /// <param name="arguments">The command line after the program.</param>
    /// <param name="apiKey">The key in its environment; null for none.</param>
    /// <returns>The process.</returns>
    public static Process Launch(IEnumerable<string> arguments, string? apiKey = null)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(ServerFile);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("FLEET_SERVER_API_KEY");
        if (apiKey is not null)
        {
            start.Environment["FLEET_SERVER_API_KEY"] = apiKey;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    /// <summary>Kills it, as <c>kill -9</c> does, and waits until it has ended.</summary>
    /// <returns>A task that completes when it has ended.</returns>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Closes its standard input, as the death of its parent does, and waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> CloseInputAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource limit = new(s_timeout);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        if (_ownsData && Directory.Exists(DataPath))
        {
            Directory.Delete(DataPath, recursive: true);
        }
    }

    private static string Configuration() =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.OrdinalIgnoreCase)
            ? "Release"
            : "Debug";

    private void Note(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }
}
