using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Hosting;

/// <summary>The program's command line: <c>serve</c> with its options, and <c>diff</c>.</summary>
internal static class CommandLine
{
    /// <summary>The server could not start, or failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Misused = 2;

    private const string ExactAgents = "exact";
    private const string BetterAgents = "better";

    // The sample environments, next to the program.
    private static readonly string s_samplesPath = Path.Combine(AppContext.BaseDirectory, "environments");

    private static readonly Option<Uri> s_url = new("--url")
    {
        Description = "The address to listen on. Port 0 picks a free port.",
        CustomParser = ParseUrl,
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:0"),
    };

    private static readonly Option<string?> s_data = new("--data")
    {
        Description = "The folder for the server's state. Default: a folder in the user's profile.",
    };

    private static readonly Option<string[]> s_environments = new("--environments")
    {
        Description = "A folder of environment folders; can be repeated. Default: the samples.",
    };

    private static readonly Option<string?> s_python = new("--python") { Description = "The python3 that runs verifiers, or 'off'. Default: the one on PATH." };

    private static readonly Option<int> s_limit = new("--instance-limit")
    {
        Description = "The maximum number of running instances.",
        DefaultValueFactory = _ => 32000,
        Validators = { Positive },
    };

    private static readonly Option<TimeSpan> s_ttl = new("--default-ttl")
    {
        Description = "The lifetime of an instance with neither a TTL nor heartbeats: seconds, or a number with s, m, h or d.",
        CustomParser = ParseDuration,
        DefaultValueFactory = _ => TimeSpan.FromHours(4),
    };

    private static readonly Option<bool> s_hooks = new("--test-hooks") { Description = "Enables the test hooks under /_fleet/." };

    private static readonly Option<string?> s_secrets = new("--secrets-file")
    {
        Description = "A file of NAME=value lines with the keys that callers must send.",
    };

    private static readonly Option<string?> s_workspace = new("--workspace") { Description = "A flightdeck.yaml with the settings of the releases service." };

    private static readonly Option<bool> s_stdin = new("--exit-with-stdin")
    {
        Description = "Stops the server when standard input ends, as it does when the parent process dies.",
    };

    private static readonly Option<bool> s_temporary = new("--delete-data-on-exit")
    {
        Description = "Deletes the --data folder, which must be new or empty, when the server stops.",
    };

    private static readonly Option<string[]> s_hosts = new("--allow-host") { Description = "Another host name that requests may use; can be repeated." };

    private static readonly Option<string?> s_judge = new("--judge-command")
    {
        Description = "A program that grades submissions: it reads a request in JSON from standard input and answers in JSON.",
    };

    private static readonly Option<string?> s_runners = new("--runners") { Description = "A JSON file with the runner of each agent type." };

    private static readonly Option<string> s_agents = new("--agents-mode")
    {
        Description = "'exact': the agents service behaves like the original, defects included; 'better': without them, durable and resumable.",
        DefaultValueFactory = _ => BetterAgents,
        Validators = { KnownMode },
    };

    /// <summary>Runs the program.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Standard output for text.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="bytes">Standard output for JSON, which is UTF-8 whatever the console's encoding.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, Func<Stream>? bytes = null)
    {
        Command serve = new("serve", "Runs the server.")
        {
            s_url, s_data, s_environments, s_python, s_limit, s_ttl, s_hooks, s_secrets, s_workspace, s_stdin, s_temporary, s_hosts, s_agents, s_runners,
            s_judge,
        };
        RootCommand root = new("A local server that stands in for the hosted Fleet services.")
        {
            serve,
            new DiffCommand().Create(bytes ?? Console.OpenStandardOutput, error),
        };
        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            string command = result.CommandResult.Command == root ? serve.Name : result.CommandResult.Command.Name;
            await error.WriteLineAsync($"{result.Errors[0].Message} See '{command} --help'.");
            return Misused;
        }

        serve.SetAction((parsed, cancel) => ServeAsync(parsed, output, error, cancel));
        return await result.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null });
    }

    private static async Task<int> ServeAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        ServerLog log = new(error);
        try
        {
            ProcessSecrecy.HideMemory();
            LocalServer server = await LocalServer.StartAsync(Read(parsed), log, cancellationToken: cancel);
            await using (server.ConfigureAwait(false))
            {
                await output.WriteLineAsync($"listening: {server.Url}");
                await output.FlushAsync(cancel);
                await server.WaitForShutdownAsync();
            }

            return 0;
        }
        catch (ServerSetupException e)
        {
            await error.WriteLineAsync(e.Message);
            return Failed;
        }
    }

    private static ServerOptions Read(ParseResult parsed)
    {
        string[] environments = parsed.GetValue(s_environments) ?? [];
        return new ServerOptions
        {
            Url = parsed.GetValue(s_url)!,
            DataPath = Path.GetFullPath(parsed.GetValue(s_data) ?? DataFolder.DefaultPath),
            EnvironmentPaths = environments.Length > 0 ? environments : Directory.Exists(s_samplesPath) ? [s_samplesPath] : [],
            Python = parsed.GetValue(s_python),
            InstanceLimit = parsed.GetValue(s_limit),
            DefaultTtl = parsed.GetValue(s_ttl),
            TestHooks = parsed.GetValue(s_hooks),
            DeleteDataOnExit = parsed.GetValue(s_temporary),
            ExitWithStandardInput = parsed.GetValue(s_stdin),
            ApiKey = ServerSecrets.Read(ServerSecrets.ApiKeyName, parsed.GetValue(s_secrets)),
            ReleasesToken = ServerSecrets.Read(ServerSecrets.ReleasesTokenName, parsed.GetValue(s_secrets)),
            WorkspacePath = parsed.GetValue(s_workspace),
            AllowedHosts = parsed.GetValue(s_hosts) ?? [],
            ExactAgents = parsed.GetValue(s_agents) == ExactAgents,
            RunnersPath = parsed.GetValue(s_runners),
            JudgeCommand = parsed.GetValue(s_judge),
            SecretsPath = parsed.GetValue(s_secrets),
        };
    }

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/" && url.UserInfo.Length == 0)
        {
            return url;
        }

        argument.AddError($"--url must be like http://127.0.0.1:8000, not '{text}'.");
        return null;
    }

    private static TimeSpan ParseDuration(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        (int unit, int letters) = text.LastOrDefault() switch { 's' => (1, 1), 'm' => (60, 1), 'h' => (3600, 1), 'd' => (86400, 1), _ => (1, 0) };
        if (double.TryParse(text.AsSpan(..^letters), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number > 0
            && number * unit <= TimeSpan.FromDays(365).TotalSeconds)
        {
            return TimeSpan.FromSeconds(number * unit);
        }

        argument.AddError($"--default-ttl must be like 90, 30m or 4h and at most 365d, not '{text}'.");
        return default;
    }

    private static void KnownMode(OptionResult option)
    {
        if (option.Tokens.Count == 1 && option.Tokens[0].Value is not (ExactAgents or BetterAgents))
        {
            option.AddError($"--agents-mode must be '{ExactAgents}' or '{BetterAgents}', not '{option.Tokens[0].Value}'.");
        }
    }

    private static void Positive(OptionResult option)
    {
        if (option.Tokens.Count == 1 && (!int.TryParse(option.Tokens[0].Value, out int value) || value < 1))
        {
            option.AddError($"{option.Option.Name} must be a whole number from 1 on, not '{option.Tokens[0].Value}'.");
        }
    }
}
