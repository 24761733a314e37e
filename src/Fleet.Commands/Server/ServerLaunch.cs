using System.Diagnostics;
using System.Security;

namespace Fleet.Commands;

/// <summary>The settings for starting a local server.</summary>
internal sealed record ServerLaunch
{
    /// <summary>The name of the server's key, as an environment variable and in a secrets file.</summary>
    public const string ApiKeyName = "FLEET_SERVER_API_KEY";

    /// <summary>The name of the token of its releases service, as an environment variable and in a secrets file.</summary>
    public const string ReleasesTokenName = "FLIGHTDECK_LOCAL_API_TOKEN";

    // Secrets of other services in the shell's environment, which the server and its verifiers do not need.
    // The token would also become the server's own, without the connection knowing it.
    private static readonly string[] s_withheld =
    [
        "FLEET_API_KEY", "FLEET_RELEASES_TOKEN", "FLEET_JUDGE_TOKEN", ReleasesTokenName,
    ];

    /// <summary>The key that callers of the server need.</summary>
    public required SecureString ApiKey { get; init; }

    /// <summary>The token that callers of its releases service need; null for none.</summary>
    public SecureString? ReleasesToken { get; init; }

    /// <summary>The folder for its state; null for a temporary one, removed with the server.</summary>
    public string? DataPath { get; init; }

    /// <summary>The port; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>The folders with environments; empty for the samples.</summary>
    public IReadOnlyList<string> EnvironmentPaths { get; init; } = [];

    /// <summary>The Python that runs verifiers, or <c>off</c>; null to let the server find one.</summary>
    public string? Python { get; init; }

    public int? InstanceLimit { get; init; }

    /// <summary>The runners file; null for the runners that need no settings.</summary>
    public string? RunnersPath { get; init; }

    /// <summary>The file with the runners' keys; null for none.</summary>
    public string? SecretsPath { get; init; }

    /// <summary>The program that judges work; null for none.</summary>
    public string? JudgeCommand { get; init; }

    /// <summary>The mode of the agents service: <c>better</c> or <c>exact</c>.</summary>
    public string AgentsMode { get; init; } = "better";

    /// <summary>The server's file in the module.</summary>
    private static string ServerFile { get; } = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(typeof(ServerLaunch).Assembly.Location)!, "..", "server", "Fleet.LocalServer.dll"));

    /// <summary>
    /// Describes the process to start. All three streams are pipes: the server ends when its input closes, which the system ensures however this process ends.
    /// </summary>
    /// <exception cref="FleetServerException">The server or <c>dotnet</c> is missing.</exception>
    public ProcessStartInfo ToProcess(string dataPath)
    {
        ProcessStartInfo start = Program(Arguments(dataPath));

        // Never as an argument: everybody on the machine can read those.
        start.Environment[ApiKeyName] = SecretText.Reveal(ApiKey);
        if (ReleasesToken is not null)
        {
            start.Environment[ReleasesTokenName] = SecretText.Reveal(ReleasesToken);
        }

        return start;
    }

    /// <summary>Describes the server's program with its arguments, without the secrets in this process's environment.</summary>
    /// <exception cref="FleetServerException">The program or <c>dotnet</c> is missing.</exception>
    public static ProcessStartInfo Program(IEnumerable<string> arguments)
    {
        if (!File.Exists(ServerFile))
        {
            throw new FleetServerException($"The module is incomplete: '{ServerFile}' is missing. Reinstall the module.");
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
