using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Environments.Model;

/// <summary>Reads the definitions of environments; reads and writes tasks as the store keeps them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(EnvironmentFile))]
[JsonSerializable(typeof(StoredTask))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    /// <summary>As the default, with text that is not ASCII left as it is.</summary>
    public static ModelJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
