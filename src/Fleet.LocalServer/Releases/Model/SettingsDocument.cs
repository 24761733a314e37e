using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>Reads policies, price tables, releases and similar documents, written in JSON or YAML.</summary>
internal static class SettingsDocument
{
    /// <summary>Reads and validates a document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="model">The name of its model, for error texts.</param>
    /// <param name="read">Reads its members.</param>
    /// <exception cref="RefusedException">The document is invalid.</exception>
    public static T Read<T>(JsonElement root, string model, Func<JsonFields, T> read)
    {
        FieldErrors errors = new(found => new RefusedException(FieldErrorText.Of(found, model)));
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError(["(document)"], $"Input should be a valid dictionary or instance of {model}", "model_type"));
            errors.ThrowIfAny();
        }

        T result = read(new JsonFields(root, FieldRules.Documents, errors));
        errors.ThrowIfAny();
        return result;
    }

    /// <summary>Reads a document that the service itself has written.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> json, string model, Func<JsonFields, T> read)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return Read(document.RootElement, model, read);
    }
}
