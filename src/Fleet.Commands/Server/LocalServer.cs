using System.Diagnostics;

namespace Fleet.Commands;

/// <summary>The process of a local server.</summary>
internal sealed class LocalServer
{
    private const string Ready = "listening: ";
    private const int ShownLines = 5;
    private static readonly TimeSpan s_politeness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly ServerLog _log = new();
    private readonly string _dataPath;
    private readonly bool _isTemporary;
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private readonly Task _errors;
    private readonly Lock _lock = new();
    private Task? _stop;
    private Uri? _uri;

    private LocalServer(Process process, string dataPath, bool isTemporary, Guid runspaceId)
    {
        _process = process;
        _dataPath = dataPath;
        _isTemporary = isTemporary;
        RunspaceId = runspaceId;
        ProcessId = process.Id;
        _errors = Task.Run(() => _log.DrainAsync(process.StandardError));
        if (isTemporary)
        {
            // The server removes the folder itself on a normal exit; this is for one that died.
            process.Exited += (_, _) => RemoveData();
            process.EnableRaisingEvents = true;
        }
    }

    public int ProcessId { get; }

    /// <summary>The runspace that started it.</summary>
    public Guid RunspaceId { get; }

    /// <summary>True if the server's process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>True once the server has been asked to stop.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_lock)
            {
                return _stop is not null;
            }
        }
    }

    /// <summary>The address that the server listens on, known once it is ready.</summary>
    public Uri Uri => _uri ?? throw new InvalidOperationException("The server is not ready.");

    /// <summary>Starts the process and waits until it listens. If that fails or is canceled, nothing is left behind.</summary>
    /// <exception cref="FleetServerException">It could not be started or did not become ready.</exception>
    public static async Task<LocalServer> StartAsync(ServerLaunch launch, TimeSpan limit, Guid runspaceId, CancellationToken cancellationToken)
    {
        LocalServer server = Launch(launch, runspaceId);
        try
        {
            await server.WaitUntilReadyAsync(limit, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            server.Kill();
            throw;
        }
    }

    /// <summary>Checks if a user's object refers to this server. The start time is compared too, since process ids are reused.</summary>
    public bool Is(FleetServer server) => server.ProcessId == ProcessId && server.StartedAt == _startedAt;

    /// <summary>Makes a snapshot of the server.</summary>
    public FleetServer Snapshot()
    {
        bool ended = HasEnded;
        return new FleetServer
        {
            Uri = _uri,
            ProcessId = ProcessId,
            DataPath = _dataPath,
            IsTemporary = _isTemporary,
            StartedAt = _startedAt,
            Status = ended ? "stopped" : "running",
            ExitCode = ended ? _process.ExitCode : null,
            Log = [.. _log.Snapshot()],
        };
    }

    /// <summary>Stops the server by closing its input, or by force if it does not end. Can be called repeatedly.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            return _stop ??= Task.Run(EndAsync);
        }
    }

    /// <summary>Kills the server and its verifiers, and removes its temporary folder.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has already ended, or is about to.
        }

        _process.WaitForExit(s_grace);
        RemoveData();
    }

    private static LocalServer Launch(ServerLaunch launch, Guid runspaceId)
    {
        // Readable by its owner only.
        string dataPath = launch.DataPath ?? Directory.CreateTempSubdirectory("fleet-server-").FullName;
        try
        {
            Process process = Process.Start(launch.ToProcess(dataPath))
                ?? throw new FleetServerException("The local server could not be started.");
            return new LocalServer(process, dataPath, launch.DataPath is null, runspaceId);
        }
        catch (Exception exception)
        {
            if (launch.DataPath is null)
            {
                Directory.Delete(dataPath);
            }

            if (exception is System.ComponentModel.Win32Exception)
            {
                throw new FleetServerException($"The local server could not be started: {exception.Message}", exception);
            }

            throw;
        }
    }

    private async Task WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(timeout.Token).ConfigureAwait(false) is { } line)
            {
                if (line.StartsWith(Ready, StringComparison.Ordinal) && Uri.TryCreate(line[Ready.Length..].Trim(), UriKind.Absolute, out _uri))
                {
                    _ = Task.Run(() => _log.DrainAsync(_process.StandardOutput), CancellationToken.None);
                    return;
                }

                _log.Add(line);
            }

            await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
            await Task.WhenAny(_errors, Task.Delay(s_grace, timeout.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FleetServerException($"The local server was not ready after {limit.TotalSeconds:0} seconds.{LastLines()}");
        }

        throw Failure();
    }

    private FleetServerException Failure()
    {
        return DotnetHost.MissingRuntime(_log, _process.StartInfo.FileName)
            ?? new FleetServerException($"The local server ended with exit code {_process.ExitCode} before it was ready.{LastLines()}");
    }

    // On the single line of the error.
    private string LastLines() => _log.Snapshot() is { Count: > 0 } log ? $" Its output: {string.Join(" | ", log.TakeLast(ShownLines))}" : "";

    private async Task EndAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has already ended.
        }

        using CancellationTokenSource timeout = new(s_politeness);
        try
        {
            await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
            RemoveData();
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    private void RemoveData()
    {
        if (!_isTemporary)
        {
            return;
        }

        try
        {
            Directory.Delete(_dataPath, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The server has already removed it.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _log.Add($"The folder '{_dataPath}' could not be removed: {exception.Message}");
        }
    }
}
