using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Verification.Python;

/// <summary>
/// Serializes values sent to and from a verifier's process. Those that JSON cannot represent have a special form: <c>{"$bytes":"hex"}</c> and
/// <c>{"$float":"nan"}</c>.
/// </summary>
internal static class PipeJson
{
    // The lines go to a parser, never to a page, so only newlines need escaping.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Creates a line: a JSON value and a newline.</summary>
    public static byte[] Line(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_options))
        {
            write(json);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteProperty(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        Write(json, value);
    }

    /// <summary>Creates a reader of an object sent by a verifier's process.</summary>
    public static JsonFields Fields(JsonElement request)
    {
        FieldErrors errors = new(static found => new InvalidDataException(FieldErrorList.Short(found).ToJsonString()));
        if (request.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError(["body"], "Input should be a valid dictionary", "dict_type"));
            errors.ThrowIfAny();
        }

        return new JsonFields(request, FieldRules.Environments, errors, "body");
    }

    public static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number when value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') => value.GetDouble(),
        JsonValueKind.Object when value.TryGetProperty("$bytes", out JsonElement hex) => Convert.FromHexString(hex.GetString()!),
        _ => throw new InvalidDataException("An argument of a statement is neither text, a number of 64 bits, bytes nor null."),
    };

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case double number when !double.IsFinite(number):
                WriteSpecial(json, "$float", double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
                break;
            case double number:
                // Python distinguishes 3 from 3.0.
                json.WriteRawValue(PythonText.Of(number));
                break;
            case BigInteger or decimal or long or int:
                json.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                WriteSpecial(json, "$bytes", Convert.ToHexString(bytes));
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            case IReadOnlyDictionary<string, object?> map:
                json.WriteStartObject();
                foreach ((string name, object? item) in map)
                {
                    WriteProperty(json, name, item);
                }

                json.WriteEndObject();
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                throw new InvalidDataException($"A value of type {value.GetType().Name} cannot be given to a verifier.");
        }
    }

    private static void WriteSpecial(Utf8JsonWriter json, string kind, string value)
    {
        json.WriteStartObject();
        json.WriteString(kind, value);
        json.WriteEndObject();
    }
}
