using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Golden;

/// <summary>The recordings of the flux0 server and of its Python client.</summary>
internal static class Flux0File
{
    public const string Base = "http://flux0.test";

    public static JsonNode Root { get; } = JsonNode.Parse(File.ReadAllText(Recordings.Flux0))!;

    public static JsonArray Requests => Root["client_requests"]!.AsArray();

    public static JsonArray Outcomes => Root["client_outcomes"]!.AsArray();

    /// <summary>The server's response body in an exchange.</summary>
    public static string Answer(string exchange) =>
        Root["exchanges"]!.AsArray().First(one => (string?)one!["name"] == exchange)!["response"]!["body"]!.GetValue<string>();
}
