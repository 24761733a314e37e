using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using System.Security.Cryptography;

namespace Fleet.Commands;

/// <summary>Starts a local server that stands in for the services, and connects the runspace to it. It ends with this process, however that happens.</summary>
[Cmdlet(VerbsLifecycle.Start, "FleetServer", SupportsShouldProcess = true)]
[OutputType(typeof(FleetServer))]
public sealed class StartFleetServerCommand : FleetCmdlet
{
    private const string PythonOff = "off";
    private const int KeyBytes = 32;

    private LocalServer? _starting;

    /// <summary>The folder for the server's state; by default a temporary one, removed with the server.</summary>
    [Parameter(Position = 0)]
    [ValidateNotBlank]
    public string? DataPath { get; set; }

    /// <summary>The port; 0 for any free port.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>The folders with environments; the samples by default.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string[]? EnvironmentPath { get; set; }

    /// <summary>The Python that runs verifiers: a path, a command, or <c>off</c>.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Python { get; set; }

    /// <summary>The most instances that may run at once.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int InstanceLimit { get; set; }

    /// <summary>The file that names the runner for each type of agent.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? RunnersPath { get; set; }

    /// <summary>A file of NAME=value lines with the keys that runners need.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? SecretsPath { get; set; }

    /// <summary>The mode of the agents service: without the original's defects, or exactly like it.</summary>
    [Parameter]
    [ValidateSet("better", "exact")]
    public string AgentsMode { get; set; } = "better";

    /// <summary>The program that judges work for Invoke-FleetJudge: a path or a command.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? JudgeCommand { get; set; }

    /// <summary>The key that callers of the server need; by default a random one. For other programs that use the server.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>The token that callers of the releases service need; by default none, so that programs on this machine need none.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ReleasesToken { get; set; }

    /// <summary>The time limit for the server to become ready.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSeconds { get; set; } = 30;

    protected override void ProcessRecord()
    {
        try
        {
            ServerLaunch launch = Launch();
            if (!ShouldProcess(Port == 0 ? "http://127.0.0.1, a free port" : $"http://127.0.0.1:{Port}", "Start a local Fleet server"))
            {
                return;
            }

            Guid runspace = Runspace.DefaultRunspace.InstanceId;
            TimeSpan limit = TimeSpan.FromSeconds(TimeoutSeconds);
            LocalServer server = Await(async ct => _starting = await LocalServer.StartAsync(launch, limit, runspace, ct).ConfigureAwait(false));
            Connect(server, launch);
            ServerStore.Add(server);
            _starting = null;
            WriteObject(server.Snapshot());
        }
        catch (Exception exception) when (exception is FleetException or IOException or UnauthorizedAccessException)
        {
            FailCommand(exception, DataPath);
        }
    }

    // A stop after the server became ready, but before anything owned it.
    protected override void OnDispose() => _starting?.Kill();

    private static void Connect(LocalServer server, ServerLaunch launch)
    {
        ConnectionSettings settings = new()
        {
            Uri = server.Uri,
            Credential = ConnectionCredential.ApiKey(launch.ApiKey),
            ReleasesToken = launch.ReleasesToken,
        };
        ConnectionStore.Add(settings.ToState("Start-FleetServer", server), asDefault: true);
    }

    private ServerLaunch Launch()
    {
        string? secrets = SecretsPath is null ? null : ExistingFile(SecretsPath, "-SecretsPath");
        return new ServerLaunch
        {
            ApiKey = Secret(ApiKey, "-ApiKey", secrets, ServerLaunch.ApiKeyName)
                ?? SecretText.Wrap(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes))),
            DataPath = DataPath is null ? null : Folder(DataPath, "-DataPath", mustExist: false),
            Port = Port,
            EnvironmentPaths = [.. (EnvironmentPath ?? []).Select(path => Folder(path, "-EnvironmentPath", mustExist: true))],
            Python = string.Equals(Python, PythonOff, StringComparison.OrdinalIgnoreCase) ? PythonOff : CommandPath(Python, "-Python"),
            JudgeCommand = CommandPath(JudgeCommand, "-JudgeCommand"),
            RunnersPath = RunnersPath is null ? null : ExistingFile(RunnersPath, "-RunnersPath"),
            SecretsPath = secrets,
            ReleasesToken = Secret(ReleasesToken, "-ReleasesToken", secrets, ServerLaunch.ReleasesTokenName),
            AgentsMode = AgentsMode,
            InstanceLimit = MyInvocation.BoundParameters.ContainsKey(nameof(InstanceLimit)) ? InstanceLimit : null,
        };
    }

    // The file takes precedence in the server, so the connection must use its values too.
    private static SecureString? Secret(SecureString? given, string parameter, string? secretsPath, string name)
    {
        SecureString? filed = secretsPath is null ? null : SecretsFile.Find(secretsPath, name);
        return given switch
        {
            { Length: 0 } => throw new FleetValidationException($"{parameter} is empty."),
            not null when filed is not null => throw new FleetValidationException(
                $"The file of -SecretsPath also contains {name}. Omit that line or {parameter}."),
            _ => given ?? filed,
        };
    }

    private string Folder(string path, string name, bool mustExist)
    {
        string full = ResolveFile(path);
        if (File.Exists(full) || (mustExist && !Directory.Exists(full)))
        {
            FailCommand(new DirectoryNotFoundException($"{name} is not a folder: '{full}'."), path);
        }

        return full;
    }

    // A bare command is looked up by the server; a path is relative to the current location.
    private string? CommandPath(string? command, string name) =>
        command.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) ? ExistingFile(command!, name) : command;

    private string ExistingFile(string path, string name)
    {
        string full = ResolveFile(path);
        if (!File.Exists(full))
        {
            FailCommand(new FileNotFoundException($"{name} is not a file: '{full}'.", full), path);
        }

        return full;
    }
}
