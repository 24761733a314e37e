using System.Buffers;
using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>Builds the body of a request: one compact object, its fields in the order in which they are added.</summary>
internal sealed class JsonBody : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    public JsonBody()
    {
        _json = new Utf8JsonWriter(_bytes, JsonSyntax.Compact);
        _json.WriteStartObject();
    }

    /// <summary>The body <c>{}</c>.</summary>
    public static ReadOnlyMemory<byte> Empty { get; } = "{}"u8.ToArray();

    /// <summary>Adds a field, unless its value is null.</summary>
    public JsonBody Add(string name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }

        return this;
    }

    /// <inheritdoc cref="Add(string, string?)"/>
    public JsonBody Add(string name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }

        return this;
    }

    /// <summary>Adds a field with a plain value, see <see cref="FreeValue"/>; null is sent as null.</summary>
    public JsonBody AddPlain(string name, object? plain)
    {
        _json.WritePropertyName(name);
        FreeValue.Write(_json, plain);
        return this;
    }

    /// <summary>Adds fields written by a delegate.</summary>
    public JsonBody AddFields(Action<Utf8JsonWriter> write)
    {
        write(_json);
        return this;
    }

    /// <summary>Ends the object and returns the body.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();
}
