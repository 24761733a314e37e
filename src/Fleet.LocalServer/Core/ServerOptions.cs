namespace Fleet.LocalServer.Core;

/// <summary>How a server is to run.</summary>
internal sealed record ServerOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:0");

    /// <summary>The folder that holds the state.</summary>
    public required string DataPath { get; init; }

    /// <summary>Whether that folder goes when the server ends.</summary>
    public bool DeleteDataOnExit { get; init; }

    /// <summary>Folders whose subfolders are environments.</summary>
    public IReadOnlyList<string> EnvironmentPaths { get; init; } = [];

    /// <summary>The Python that runs verifiers: a path, <c>off</c>, or null to look for one.</summary>
    public string? Python { get; init; }

    /// <summary>How many instances may run at once.</summary>
    public int InstanceLimit { get; init; } = 32000;

    /// <summary>The life of an instance that asks for neither a TTL nor heartbeats.</summary>
    public TimeSpan DefaultTtl { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Whether the routes under <c>/_fleet/</c> exist.</summary>
    public bool TestHooks { get; init; }

    /// <summary>Whether the server ends when its standard input does.</summary>
    public bool ExitWithStandardInput { get; init; }

    /// <summary>The key that callers of the environments service must send; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The token that callers of the releases service must send; null for none.</summary>
    public string? ReleasesToken { get; init; }

    /// <summary>The <c>flightdeck.yaml</c> with the settings of the releases service; null for the defaults.</summary>
    public string? WorkspacePath { get; init; }

    /// <summary>Host names that requests may name besides those of the loopback and of <see cref="Url"/>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Whether the agents service does as the original does, its defects included.</summary>
    public bool ExactAgents { get; init; }

    /// <summary>The program that grades submissions; null for none.</summary>
    public string? JudgeCommand { get; init; }

    /// <summary>The file that says what runs agents; null for the runners that need no settings.</summary>
    public string? RunnersPath { get; init; }

    /// <summary>The file that holds the keys of runners, before the environment; null for none.</summary>
    public string? SecretsPath { get; init; }
}
