using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Converts SQL values to JSON and back. Blobs become base64 text, and numbers that JSON cannot represent (infinities) become text.</summary>
internal static class SqlJson
{
    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double real when double.IsFinite(real):
                writer.WriteNumberValue(real);
                break;
            case double infinite:
                writer.WriteStringValue(double.IsPositive(infinite) ? "Infinity" : "-Infinity");
                break;
            case byte[] blob:
                writer.WriteBase64StringValue(blob);
                break;
            default:
                writer.WriteStringValue((string)value);
                break;
        }
    }

    /// <summary>Writes UTF-8 text. SQLite stores any bytes as text, so invalid sequences are replaced.</summary>
    public static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(text));
        }
    }

    /// <summary>Reads the arguments of a statement.</summary>
    public static IReadOnlyList<object?> ReadArguments(JsonFields fields, string name)
    {
        List<object?> arguments = [];
        foreach (JsonElement argument in fields.FindArray(name)?.EnumerateArray() ?? default)
        {
            if (!TryRead(argument, out object? value))
            {
                fields.Add(name, $"Item {arguments.Count} should be null, a number, a text or a boolean", "value_error");
            }

            arguments.Add(value);
        }

        return arguments;
    }

    /// <summary>Reads a value.</summary>
    /// <returns>False for an array or an object.</returns>
    public static bool TryRead(JsonElement json, out object? value)
    {
        (bool known, value) = json.ValueKind switch
        {
            JsonValueKind.Null => (true, (object?)null),
            JsonValueKind.True => (true, 1L),
            JsonValueKind.False => (true, 0L),
            JsonValueKind.String => (true, json.GetString()),
            JsonValueKind.Number => (true, json.TryGetInt64(out long whole) ? (object)whole : json.GetDouble()),
            _ => (false, null),
        };
        return known;
    }
}
