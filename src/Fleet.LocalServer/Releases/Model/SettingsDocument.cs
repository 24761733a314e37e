using System.Text.Json;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>Reads policies, price tables, releases and similar documents, written in JSON or YAML.</summary>
internal static class SettingsDocument
{
    /// <summary>Reads and validates a document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="model">The name of its model, for error texts.</param>
    /// <param name="read">Reads its members.</param>
    /// <exception cref="RefusedException">The document is invalid.</exception>
    public static T Read<T>(JsonElement root, string model, Func<LaxObject, T> read)
    {
        Problems problems = new();
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add("(document)", $"Input should be a valid dictionary or instance of {model}", "model_type");
            problems.ThrowIfAny(model, "");
        }

        T result = read(new LaxObject(root, "", problems));
        problems.ThrowIfAny(model, "");
        return result;
    }

    /// <summary>Reads a document that the service itself has written.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> json, string model, Func<LaxObject, T> read)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return Read(document.RootElement, model, read);
    }
}
