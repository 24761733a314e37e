using System.Text.Json;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Agents.Golden;

/// <summary>The recording of the original.</summary>
internal static class AgentRecordings
{
    private static readonly Lazy<JsonDocument> s_document = new(static () => JsonDocument.Parse(
        File.ReadAllBytes(Recordings.Flux0)));

    /// <summary>Requests with their answers, in order.</summary>
    public static IEnumerable<JsonElement> Exchanges => s_document.Value.RootElement.GetProperty("exchanges").EnumerateArray();

    /// <summary>The output of each runner in the recording.</summary>
    public static JsonElement Scripts => s_document.Value.RootElement.GetProperty("agents");

    /// <summary>Chunks and the documents they produce.</summary>
    public static IEnumerable<JsonElement> Patches => s_document.Value.RootElement.GetProperty("patches").EnumerateArray();
}
