using System.Text.Json;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Agents.Golden;

/// <summary>What was recorded from the original.</summary>
internal static class AgentRecordings
{
    private static readonly Lazy<JsonDocument> s_document = new(static () => JsonDocument.Parse(
        File.ReadAllBytes(Recordings.Flux0)));

    /// <summary>Requests with their answers, in their order.</summary>
    public static IEnumerable<JsonElement> Exchanges => s_document.Value.RootElement.GetProperty("exchanges").EnumerateArray();

    /// <summary>What each runner of the recording emitted.</summary>
    public static JsonElement Scripts => s_document.Value.RootElement.GetProperty("agents");

    /// <summary>Chunks and the documents they make.</summary>
    public static IEnumerable<JsonElement> Patches => s_document.Value.RootElement.GetProperty("patches").EnumerateArray();
}
