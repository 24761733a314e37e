namespace Fleet;

/// <summary>A local server that this process started.</summary>
public sealed record FleetServer
{
    /// <summary>The address that the server listens on.</summary>
    public Uri? Uri { get; init; }

    /// <summary>Its process id.</summary>
    public int ProcessId { get; init; }

    /// <summary>The folder that contains its state.</summary>
    public string DataPath { get; init; } = "";

    /// <summary>True if that folder is removed when the server stops.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The start time.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary><c>running</c> or <c>stopped</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>The exit code of its process; null while it runs, and where the system does not report one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The last lines it wrote to its standard error.</summary>
    public string[] Log { get; init; } = [];

    /// <summary>True while the server's process is running.</summary>
    public bool IsRunning => Status == "running";

    /// <summary>The address of the server.</summary>
    /// <returns>The text of <see cref="Uri"/>.</returns>
    public override string ToString() => Uri?.ToString() ?? "";
}
