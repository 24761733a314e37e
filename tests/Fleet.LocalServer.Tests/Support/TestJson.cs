using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Tests.Support;

internal static class TestJson
{
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON as the server writes it: compact, with no unnecessary escapes.</summary>
    public static string Compact(JsonNode json) => json.ToJsonString(s_options);
}
