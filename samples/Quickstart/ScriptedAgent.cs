using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Fleet.Samples.Quickstart;

/// <summary>
/// Stands in for a real agent: what it does for each task is written down in <c>agent.json</c>, as calls of the instance's own REST API.
/// Like a real one it is not always right: some tasks it does by half, some wrong.
/// </summary>
internal sealed class ScriptedAgent : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, Script> _scripts;

    public ScriptedAgent()
    {
        using Stream file = typeof(ScriptedAgent).Assembly.GetManifestResourceStream("agent.json")!;
        _scripts = JsonSerializer.Deserialize<Dictionary<string, Script>>(file, JsonSerializerOptions.Web)!;
    }

    /// <summary>Works on a task in an instance; returns the final answer, for tasks that ask for one.</summary>
    public async Task<string?> WorkAsync(FleetTask task, FleetInstance instance, CancellationToken cancellationToken)
    {
        if (!_scripts.TryGetValue(task.Key, out Script? script))
        {
            return null;
        }

        string api = instance.Urls!.Api!.ToString().TrimEnd('/');
        foreach (Step step in script.Steps)
        {
            using HttpRequestMessage request = new(new HttpMethod(step.Method), api + step.Path)
            {
                Content = step.Body is null ? null : JsonContent.Create(step.Body),
            };
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
        }

        return script.Answer;
    }

    public void Dispose() => _http.Dispose();

    private sealed record Script(
        [property: JsonRequired] IReadOnlyList<Step> Steps,
        string? Answer,
        string? Note);

    private sealed record Step(
        [property: JsonRequired] string Method,
        [property: JsonRequired] string Path,
        JsonNode? Body);
}
