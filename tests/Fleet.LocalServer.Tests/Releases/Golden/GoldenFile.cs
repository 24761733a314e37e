using System.Text.Json;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Releases.Golden;

/// <summary>The recording of the original.</summary>
internal static class GoldenFile
{
    private static readonly Lazy<JsonDocument> s_document = new(static () => JsonDocument.Parse(
        File.ReadAllBytes(Recordings.FlightDeck)));

    /// <summary>The recorded values of one of the original's functions.</summary>
    public static JsonElement Function(string name) => s_document.Value.RootElement.GetProperty("functions").GetProperty(name);

    /// <summary>The recorded workspaces, each a server with its steps.</summary>
    public static IEnumerable<JsonElement> Workspaces => s_document.Value.RootElement.GetProperty("workspaces").EnumerateArray();
}
