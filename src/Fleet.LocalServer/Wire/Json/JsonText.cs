using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>
/// Writes JSON exactly as the original does, down to escapes and the format of floats. No options of <see cref="Utf8JsonWriter"/> produce it.
/// </summary>
internal sealed class JsonText(JsonStyle style = JsonStyle.Answer)
{
    private static readonly SearchValues<char> s_escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static c => (char)c), '"', '\\']);

    private const string Replacement = "\ufffd";

    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private readonly bool _isAscii = style is JsonStyle.Line or JsonStyle.Canonical;
    private bool _comma;

    /// <summary>True if a string was not valid Unicode (an unpaired surrogate, say) and was written with replacement characters.</summary>
    public bool HasBrokenText { get; private set; }

    /// <summary>True if a number was infinite and was written as null.</summary>
    public bool HasInfinity { get; private set; }

    /// <summary>The bytes written so far.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>Copies the bytes written so far.</summary>
    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    /// <summary>Discards the bytes written so far but keeps the buffer.</summary>
    public void Clear()
    {
        _buffer.ResetWrittenCount();
        _comma = false;
    }

    /// <summary>Starts an object.</summary>
    public JsonText OpenObject() => Open((byte)'{');

    /// <summary>Ends an object.</summary>
    public JsonText CloseObject() => Close((byte)'}');

    /// <summary>Starts an array.</summary>
    public JsonText OpenArray() => Open((byte)'[');

    /// <summary>Ends an array.</summary>
    public JsonText CloseArray() => Close((byte)']');

    /// <summary>Writes a member's name; its value must follow.</summary>
    public JsonText Name(string name)
    {
        Separate();
        Quote(name);
        _buffer.Write(style == JsonStyle.Line ? ": "u8 : ":"u8);
        _comma = false;
        return this;
    }

    /// <summary>Writes a string or null.</summary>
    public JsonText Value(string? value)
    {
        if (value is null)
        {
            return Raw("null"u8);
        }

        Separate();
        Quote(value);
        _comma = true;
        return this;
    }

    /// <summary>Writes a string from bytes that should be UTF-8.</summary>
    public JsonText Text(ReadOnlySpan<byte> utf8)
    {
        HasBrokenText |= !System.Text.Unicode.Utf8.IsValid(utf8);
        return Value(Encoding.UTF8.GetString(utf8));
    }

    /// <summary>Writes an integer.</summary>
    public JsonText Value(long value)
    {
        Separate();
        Span<byte> room = _buffer.GetSpan(20);
        Utf8Formatter.TryFormat(value, room, out int written);
        _buffer.Advance(written);
        _comma = true;
        return this;
    }

    /// <summary>Writes an integer or null.</summary>
    public JsonText Value(long? value) => value is { } number ? Value(number) : Raw("null"u8);

    /// <summary>Writes a float.</summary>
    public JsonText Value(double value) => Raw(Encoding.ASCII.GetBytes(style == JsonStyle.Answer ? FloatText.Short(value) : FloatText.Python(value)));

    /// <summary>Writes a float or null.</summary>
    public JsonText Value(double? value) => value is { } number ? Value(number) : Raw("null"u8);

    /// <summary>Writes a boolean.</summary>
    public JsonText Value(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes an array of strings.</summary>
    public JsonText Value(IEnumerable<string> values)
    {
        OpenArray();
        foreach (string value in values)
        {
            Value(value);
        }

        return CloseArray();
    }

    /// <summary>Writes a parsed JSON value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="sorted">True to sort the members of objects by name.</param>
    public JsonText Value(JsonElement value, bool sorted = false)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                OpenObject();
                IEnumerable<JsonProperty> members = value.EnumerateObject();
                foreach (JsonProperty member in sorted ? members.OrderBy(static m => m.Name, CodePointOrder.Instance) : members)
                {
                    Name(TextOf(static m => m.Name, member)).Value(member.Value, sorted);
                }

                return CloseObject();
            case JsonValueKind.Array:
                OpenArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Value(item, sorted);
                }

                return CloseArray();
            case JsonValueKind.String:
                return Value(TextOf(static v => v.GetString()!, value));
            case JsonValueKind.Number:
                string text = value.GetRawText();
                return text.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? Raw(Encoding.ASCII.GetBytes(text)) : FiniteOrNull(value.GetDouble());
            case JsonValueKind.True:
                return Value(true);
            case JsonValueKind.False:
                return Value(false);
            default:
                return Raw("null"u8);
        }
    }

    private string TextOf<T>(Func<T, string> read, T from)
    {
        try
        {
            return read(from);
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate, which no response can repeat.
            HasBrokenText = true;
            return Replacement;
        }
    }

    private JsonText Infinite()
    {
        HasInfinity = true;
        return Raw("null"u8);
    }

    private JsonText FiniteOrNull(double value) => double.IsFinite(value) ? Value(value) : Infinite();

    /// <summary>Writes serialized JSON as is.</summary>
    public JsonText Raw(ReadOnlySpan<byte> json)
    {
        Separate();
        _buffer.Write(json);
        _comma = true;
        return this;
    }

    /// <summary>Ends a line.</summary>
    public JsonText EndLine()
    {
        _buffer.Write("\n"u8);
        _comma = false;
        return this;
    }

    private JsonText Open(byte bracket)
    {
        Separate();
        _buffer.Write([bracket]);
        _comma = false;
        return this;
    }

    private JsonText Close(byte bracket)
    {
        _buffer.Write([bracket]);
        _comma = true;
        return this;
    }

    private void Separate()
    {
        if (_comma)
        {
            _buffer.Write(style == JsonStyle.Line ? ", "u8 : ","u8);
            _comma = false;
        }
    }

    private void Quote(string text)
    {
        _buffer.Write("\""u8);
        if (text.AsSpan().IndexOfAny(s_escaped) < 0 && (!_isAscii || Ascii.IsValid(text) && !text.Contains('\u007f')))
        {
            Span<byte> room = _buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
            _buffer.Advance(Encoding.UTF8.GetBytes(text, room));
        }
        else
        {
            QuoteSlowly(text);
        }

        _buffer.Write("\""u8);
    }

    private void QuoteSlowly(string text)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                < ' ' => AppendHex(escaped, c),
                > '~' when _isAscii => AppendHex(escaped, c),
                _ => escaped.Append(c),
            };
        }

        _buffer.Write(Encoding.UTF8.GetBytes(escaped.ToString()));
    }

    private static StringBuilder AppendHex(StringBuilder text, char c) => text.Append("\\u").Append(((int)c).ToString("x4", null));
}

/// <summary>Writes members, each a name and its value.</summary>
internal static class JsonTextFields
{
    /// <summary>Writes a member that is a string or null.</summary>
    public static JsonText Field(this JsonText json, string name, string? value) => json.Name(name).Value(value);

    /// <summary>Writes a member that is an integer or null.</summary>
    public static JsonText Field(this JsonText json, string name, long? value) => json.Name(name).Value(value);

    /// <summary>Writes a member that is a float or null.</summary>
    public static JsonText Field(this JsonText json, string name, double? value) => json.Name(name).Value(value);

    /// <summary>Writes a member that is a boolean.</summary>
    public static JsonText Field(this JsonText json, string name, bool value) => json.Name(name).Value(value);

    /// <summary>Writes a member that is an array of strings.</summary>
    public static JsonText Field(this JsonText json, string name, IEnumerable<string> values) => json.Name(name).Value(values);
}
