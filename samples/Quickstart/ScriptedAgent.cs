using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Samples.Quickstart;

/// <summary>
/// Stands in for a real agent: its work on each task is scripted in <c>agent.json</c> and done through the instance's own REST
/// API. Like a real agent it is not always right: it does some tasks by half and some wrong.
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

        Desk desk = new(_http, instance.Urls!.Api!);
        foreach (Step step in script.Steps)
        {
            await DoAsync(desk, step, cancellationToken);
        }

        return script.Answer;
    }

    public void Dispose() => _http.Dispose();

    private static async Task DoAsync(Desk desk, Step step, CancellationToken cancellationToken)
    {
        if (step.Insert is { } target)
        {
            await desk.InsertAsync(target, await desk.ResolveAsync(step.Set!, cancellationToken), cancellationToken);
            return;
        }

        string table = step.Update ?? step.Delete!;
        foreach (JsonObject row in await desk.FindAsync(table, step.Where!, cancellationToken))
        {
            if (step.Delete is null)
            {
                await desk.UpdateAsync(table, row, await desk.ResolveAsync(step.Set!, cancellationToken), cancellationToken);
            }
            else
            {
                await desk.DeleteAsync(table, row, cancellationToken);
            }
        }
    }

    /// <summary>The application in one instance, through its REST API.</summary>
    private sealed class Desk(HttpClient http, Uri api)
    {
        private readonly string _api = api.ToString().TrimEnd('/');

        public async Task<IReadOnlyList<JsonObject>> FindAsync(string table, JsonObject where, CancellationToken cancellationToken)
        {
            JsonObject wanted = await ResolveAsync(where, cancellationToken);
            JsonObject answer = (await http.GetFromJsonAsync<JsonObject>($"{_api}/{table}?limit=1000", cancellationToken))!;
            return [.. answer["rows"]!.AsArray().Select(row => row!.AsObject()).Where(row => wanted.All(pair => Fits(row[pair.Key], pair.Value)))];
        }

        /// <summary>Replaces look-ups with values: <c>{"from": table, "where": {...}, "take": column}</c>.</summary>
        public async Task<JsonObject> ResolveAsync(JsonObject values, CancellationToken cancellationToken)
        {
            JsonObject resolved = [];
            foreach ((string column, JsonNode? value) in values)
            {
                resolved[column] = value is JsonObject lookUp ? await LookUpAsync(lookUp, cancellationToken) : value?.DeepClone();
            }

            return resolved;
        }

        public Task InsertAsync(string table, JsonObject values, CancellationToken cancellationToken) =>
            SendAsync(HttpMethod.Post, $"/{table}", values, cancellationToken);

        public Task UpdateAsync(string table, JsonObject row, JsonObject values, CancellationToken cancellationToken) =>
            SendAsync(HttpMethod.Patch, $"/{table}/{row["id"]}", values, cancellationToken);

        public Task DeleteAsync(string table, JsonObject row, CancellationToken cancellationToken) =>
            SendAsync(HttpMethod.Delete, $"/{table}/{row["id"]}", null, cancellationToken);

        // One row gives its value, several give a list.
        private async Task<JsonNode?> LookUpAsync(JsonObject lookUp, CancellationToken cancellationToken)
        {
            string column = (string)lookUp["take"]!;
            IReadOnlyList<JsonObject> rows = await FindAsync((string)lookUp["from"]!, lookUp["where"]!.AsObject(), cancellationToken);
            return rows.Count == 1 ? rows[0][column]?.DeepClone() : new JsonArray([.. rows.Select(row => row[column]?.DeepClone())]);
        }

        private async Task SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
        {
            using HttpRequestMessage request = new(method, _api + path) { Content = body is null ? null : JsonContent.Create(body) };
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
        }

        private static bool Fits(JsonNode? actual, JsonNode? wanted) =>
            wanted is JsonArray any ? any.Any(one => JsonNode.DeepEquals(one, actual)) : JsonNode.DeepEquals(wanted, actual);
    }
}
