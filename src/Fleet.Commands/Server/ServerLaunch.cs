using System.Diagnostics;
using System.Security;

namespace Fleet.Commands;

/// <summary>How a local server is to be started.</summary>
internal sealed record ServerLaunch
{
    /// <summary>The variable, and the name in a file of secrets, of the server's key.</summary>
    public const string ApiKeyName = "FLEET_SERVER_API_KEY";

    /// <summary>The variable, and the name in a file of secrets, of its releases service's token.</summary>
    public const string ReleasesTokenName = "FLIGHTDECK_LOCAL_API_TOKEN";

    // Secrets of other services that the shell may hold and the server, with the verifiers it runs, has no use for.
    // The token would moreover become one of the server, which the connection to it does not know.
    private static readonly string[] s_withheld =
    [
        "FLEET_API_KEY", "FLEET_RELEASES_TOKEN", "FLEET_JUDGE_TOKEN", ReleasesTokenName,
    ];

    /// <summary>The key that the server asks of its callers.</summary>
    public required SecureString ApiKey { get; init; }

    /// <summary>The token that its releases service asks of its callers; null for none.</summary>
    public SecureString? ReleasesToken { get; init; }

    /// <summary>The folder of its state; null for one that goes with the server.</summary>
    public string? DataPath { get; init; }

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Folders with environments; none takes the samples.</summary>
    public IReadOnlyList<string> EnvironmentPaths { get; init; } = [];

    /// <summary>The Python that runs verifiers, or <c>off</c>; null lets the server look for one.</summary>
    public string? Python { get; init; }

    public int? InstanceLimit { get; init; }

    /// <summary>The file of runners; null for the runners that need no settings.</summary>
    public string? RunnersPath { get; init; }

    /// <summary>The file with the keys of runners; null for none.</summary>
    public string? SecretsPath { get; init; }

    /// <summary>The program that grades; null for none.</summary>
    public string? JudgeCommand { get; init; }

    /// <summary>How the agents service behaves: <c>better</c> or <c>exact</c>.</summary>
    public string AgentsMode { get; init; } = "better";

    /// <summary>The server as it lies in the module.</summary>
    private static string ServerFile { get; } = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(typeof(ServerLaunch).Assembly.Location)!, "..", "server", "Fleet.LocalServer.dll"));

    /// <summary>The process to start. All three streams are pipes: the server ends when its input does, which the system closes with this process, however that ends.</summary>
    /// <exception cref="FleetServerException">The server or <c>dotnet</c> is not there.</exception>
    public ProcessStartInfo ToProcess(string dataPath)
    {
        ProcessStartInfo start = Program(Arguments(dataPath));

        // Never as an argument: those are for everybody on the machine to read.
        start.Environment[ApiKeyName] = SecretText.Reveal(ApiKey);
        if (ReleasesToken is not null)
        {
            start.Environment[ReleasesTokenName] = SecretText.Reveal(ReleasesToken);
        }

        return start;
    }

    /// <summary>The server's program with its arguments, without the secrets that this process holds.</summary>
    /// <exception cref="FleetServerException">The program or <c>dotnet</c> is not there.</exception>
    public static ProcessStartInfo Program(IEnumerable<string> arguments)
    {
        if (!File.Exists(ServerFile))
        {
            throw new FleetServerException($"The module is incomplete: there is no '{ServerFile}'. Install it again.");
        }

        ProcessStartInfo start = new(DotnetHost.Find())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,

            // A console of its own on Windows, so that Ctrl+C in the shell does not reach the server.
            CreateNoWindow = true,
        };
        foreach (string argument in arguments.Prepend(ServerFile))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in s_withheld)
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private IEnumerable<string> Arguments(string dataPath) =>
    [
        "serve", "--url", $"http://127.0.0.1:{Port}", "--data", dataPath, "--exit-with-stdin",
        .. DataPath is null ? ["--delete-data-on-exit"] : Array.Empty<string>(),
        .. EnvironmentPaths.SelectMany(path => new[] { "--environments", path }),
        .. Python is null ? Array.Empty<string>() : ["--python", Python],
        .. JudgeCommand is null ? Array.Empty<string>() : ["--judge-command", JudgeCommand],
        .. RunnersPath is null ? Array.Empty<string>() : ["--runners", RunnersPath],
        .. SecretsPath is null ? Array.Empty<string>() : ["--secrets-file", SecretsPath],
        "--agents-mode", AgentsMode,
        .. InstanceLimit is { } limit ? ["--instance-limit", $"{limit}"] : Array.Empty<string>(),
    ];
}
