using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Releases;

/// <summary>The recordings of FlightDeck: the requests of its Python client, and the responses of its server.</summary>
internal static class ReleasesGolden
{
    private static readonly JsonNode s_file = JsonNode.Parse(File.ReadAllText(Recordings.FlightDeck))!;

    /// <summary>The requests of each call of the Python client: request line, bearer token, content type, body.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> SdkCalls { get; } =
        s_file["python_sdk_requests"]!["calls"]!
            .AsArray()
            .Where(static call => call!["requests"] is not null)
            .ToDictionary(
                static call => call!["operation"]!.GetValue<string>(),
                static call => (IReadOnlyList<string>)[.. call!["requests"]!.AsArray().Select(Line)]);

    /// <summary>The recorded exchanges with a path, by their ids: status and body of the responses.</summary>
    public static IEnumerable<(string Id, int Status, JsonNode Body)> Answers(string method, string path) =>
        from workspace in s_file["workspaces"]!.AsArray()
        from step in workspace!["steps"]!.AsArray()
        where step!["kind"]!.GetValue<string>() == "http"
            && step["request"]!["method"]!.GetValue<string>() == method
            && step["request"]!["path"]!.GetValue<string>() == path
            && step["response"]?["body"] is JsonObject
        select (step["id"]!.GetValue<string>(), step["response"]!["status"]!.GetValue<int>(), step["response"]!["body"]!);

    /// <summary>The form in which a request is compared.</summary>
    public static string Line(string requestLine, string? authorization, string? contentType, string? body) =>
        $"{requestLine} [{authorization}] [{contentType?.Split(';')[0]}] {body}";

    private static string Line(JsonNode? request)
    {
        JsonNode headers = request!["headers"]!;
        return Line(
            request["request_line"]!.GetValue<string>().Replace(" HTTP/1.1", "", StringComparison.Ordinal),
            headers["Authorization"]?.GetValue<string>(),
            headers["Content-Type"]?.GetValue<string>(),
            request["body_text"]!.GetValue<string>());
    }

    /// <summary>The checksums of bundles.</summary>
    public static JsonArray Checksums => s_file["functions"]!["bundle_checksum"]!.AsArray();
}
