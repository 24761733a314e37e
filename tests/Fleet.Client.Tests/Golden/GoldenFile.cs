using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Golden;

/// <summary>One recorded use of the Python client: its requests, the responses and its result.</summary>
internal sealed record GoldenEntry(string Id, string Call, IReadOnlyList<GoldenRequest> Requests, JsonNode? Result);

/// <summary>One recorded request.</summary>
internal sealed record GoldenRequest(
    string Method,
    string Path,
    IReadOnlyList<(string Name, string Value)> Query,
    JsonNode? Body,
    JsonObject? BundleFiles,
    IReadOnlyDictionary<string, string> Headers,
    int Status,
    JsonNode? Answer)
{
    /// <summary>The form in which a request is compared: method, path, query in order, body with its values and the order of its fields.</summary>
    public string Line => Describe(Method, Path, Query, Body);

    public static string Describe(string method, string path, IEnumerable<(string Name, string Value)> query, JsonNode? body) =>
        $"{method} {path}?{string.Join('&', query.Select(static pair => $"{pair.Name}={pair.Value}"))} {body?.ToJsonString() ?? "-"}";
}

/// <summary>The recordings of the Python client.</summary>
internal static class GoldenFile
{
    public const string Base = "http://fleet.test";

    private static readonly JsonNode s_file = JsonNode.Parse(
        File.ReadAllText(Recordings.FleetPython).Replace("{base}", Base, StringComparison.Ordinal))!;

    public static IReadOnlyDictionary<string, GoldenEntry> Entries { get; } =
        s_file["entries"]!.AsArray().Select(static entry => Entry(entry!)).ToDictionary(static entry => entry.Id);

    public static JsonArray PickleVectors => s_file["pickle_vectors"]!["vectors"]!.AsArray();

    /// <summary>The differences of two small databases, in the form in which an instance returns them.</summary>
    public static JsonNode DiffSample => s_file["structured_diff_sample"]!["value"]!;

    private static GoldenEntry Entry(JsonNode entry) => new(
        entry["id"]!.GetValue<string>(),
        entry["call"]!.GetValue<string>(),
        [.. entry["requests"]!.AsArray().Select(static request => Request(request!))],
        entry["sdk_result"]);

    private static GoldenRequest Request(JsonNode request) => new(
        request["method"]!.GetValue<string>(),
        request["path"]!.GetValue<string>(),
        [.. request["query"]!.AsArray().Select(static pair => (pair![0]!.GetValue<string>(), pair[1]!.GetValue<string>()))],
        request["body"],
        request["bundle_files"]?.AsObject(),
        request["headers"]!.AsObject().ToDictionary(static header => header.Key, static header => header.Value!.GetValue<string>()),
        request["answered_by_recorder"]?["status"]?.GetValue<int>() ?? 0,
        request["answered_by_recorder"]?["body"]);
}
