using System.Text.Json;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>The runner of each agent type: those in the file, and those that need no settings. Nothing that arrives over HTTP changes it.</summary>
internal sealed class RunnerCatalog
{
    private readonly Dictionary<string, IRunner> _runners = new(StringComparer.Ordinal) { ["echo"] = ScriptRunner.Echo() };

    /// <summary>Reads the file.</summary>
    /// <exception cref="ServerSetupException">The file is missing or invalid.</exception>
    public RunnerCatalog(ServerOptions options, RecordingStore recordings)
    {
        if (!options.ExactAgents)
        {
            _runners["replay"] = new ReplayRunner(recordings, default);
        }

        if (options.RunnersPath is not { } path)
        {
            return;
        }

        try
        {
            using JsonDocument file = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (file.RootElement.ValueKind != JsonValueKind.Object
                || !file.RootElement.TryGetProperty("runners", out JsonElement runners)
                || runners.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("it must be an object with the member 'runners', an object of agent types");
            }

            foreach (JsonProperty runner in runners.EnumerateObject())
            {
                _runners[runner.Name] = Read(runner, options, recordings);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new ServerSetupException($"The runners file '{path}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The runner of an agent type, or null.</summary>
    public IRunner? Find(string type) => _runners.GetValueOrDefault(type);

    private static IRunner Read(JsonProperty runner, ServerOptions options, RecordingStore recordings)
    {
        JsonElement settings = runner.Value;
        string kind = settings.ValueKind == JsonValueKind.Object
            && settings.TryGetProperty("kind", out JsonElement said)
            && said.ValueKind == JsonValueKind.String
            ? said.GetString()!
            : "";
        try
        {
            return kind switch
            {
                "echo" => ScriptRunner.Echo(),
                "static" => new ScriptRunner(settings.TryGetProperty("steps", out JsonElement steps) ? steps : default),
                "command" => new CommandRunner(settings),
                "replay" => new ReplayRunner(recordings, settings),
                "http" => new HttpRunner(settings, options.SecretsPath),
                _ => throw new FormatException($"its 'kind' must be one of command, echo, http, replay, static, not '{kind}'"),
            };
        }
        catch (FormatException e)
        {
            throw new FormatException($"the runner '{runner.Name}' is wrong: {e.Message}", e);
        }
    }
}
