namespace Fleet.LocalServer.Core;

/// <summary>The options of a server.</summary>
internal sealed record ServerOptions
{
    /// <summary>The address to listen on; port 0 picks a free port.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:0");

    /// <summary>The folder for the state.</summary>
    public required string DataPath { get; init; }

    /// <summary>True to delete that folder when the server stops.</summary>
    public bool DeleteDataOnExit { get; init; }

    /// <summary>Folders whose subfolders are environments.</summary>
    public IReadOnlyList<string> EnvironmentPaths { get; init; } = [];

    /// <summary>The Python that runs verifiers: a path, <c>off</c>, or null to look for one.</summary>
    public string? Python { get; init; }

    /// <summary>The maximum number of running instances.</summary>
    public int InstanceLimit { get; init; } = 32000;

    /// <summary>The lifetime of an instance that asks for neither a TTL nor heartbeats.</summary>
    public TimeSpan DefaultTtl { get; init; } = TimeSpan.FromHours(4);

    /// <summary>True to offer the routes under <c>/_fleet/</c>.</summary>
    public bool TestHooks { get; init; }

    /// <summary>True to stop the server when its standard input ends.</summary>
    public bool ExitWithStandardInput { get; init; }

    /// <summary>The key that callers of the environments service must send; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The token that callers of the releases service must send; null for none.</summary>
    public string? ReleasesToken { get; init; }

    /// <summary>The <c>flightdeck.yaml</c> with the settings of the releases service; null for the defaults.</summary>
    public string? WorkspacePath { get; init; }

    /// <summary>Host names that requests may use besides the loopback names and the host of <see cref="Url"/>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>True to make the agents service behave like the original, defects included.</summary>
    public bool ExactAgents { get; init; }

    /// <summary>The program that grades submissions; null for none.</summary>
    public string? JudgeCommand { get; init; }

    /// <summary>The file with the runners of agents; null for only those that need no settings.</summary>
    public string? RunnersPath { get; init; }

    /// <summary>The file to look up the runners' keys in before the environment; null for none.</summary>
    public string? SecretsPath { get; init; }
}
