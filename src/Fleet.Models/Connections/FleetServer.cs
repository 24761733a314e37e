namespace Fleet;

/// <summary>A local server that this process started.</summary>
public sealed record FleetServer
{
    /// <summary>Where it listens.</summary>
    public Uri? Uri { get; init; }

    /// <summary>Its process id.</summary>
    public int ProcessId { get; init; }

    /// <summary>The folder that holds its state.</summary>
    public string DataPath { get; init; } = "";

    /// <summary>Whether that folder is removed when the server is stopped.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary><c>running</c> or <c>stopped</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>The exit code of its process; null while it runs, and where the system does not tell.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The last lines it wrote to its standard error.</summary>
    public string[] Log { get; init; } = [];

    /// <summary>Whether its process runs.</summary>
    public bool IsRunning => Status == "running";

    /// <summary>The address of the server.</summary>
    /// <returns>The text of <see cref="Uri"/>.</returns>
    public override string ToString() => Uri?.ToString() ?? "";
}
