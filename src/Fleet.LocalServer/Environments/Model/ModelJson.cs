using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Environments.Model;

/// <summary>Serializes environment definitions and stored tasks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(EnvironmentFile))]
[JsonSerializable(typeof(StoredTask))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    /// <summary>The options for stored documents: the defaults, but without escaping non-ASCII text.</summary>
    public static ModelJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
