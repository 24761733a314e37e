using System.Text;
using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>Free JSON as plain objects that scripts can use: null, string, bool, long, double, <c>object[]</c> or a dictionary that keeps the order.</summary>
internal static class FreeJson
{
    /// <summary>Reads the value at the reader's position, which must have arrived completely, and leaves the reader on its last token.</summary>
    public static object? Read(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number when json.TryGetInt64(out long whole) => whole,
        JsonTokenType.Number => json.GetDouble(),
        JsonTokenType.String => String(ref json),
        JsonTokenType.StartArray => ReadArray(ref json),
        _ => ReadObject(ref json),
    };

    /// <inheritdoc cref="Read"/>
    public static OrderedDictionary<string, object?> ReadObject(ref Utf8JsonReader json)
    {
        OrderedDictionary<string, object?> fields = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            string name = String(ref json);
            json.Read();
            fields[name] = Read(ref json);
        }

        return fields;
    }

    private static object?[] ReadArray(ref Utf8JsonReader json)
    {
        List<object?> items = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read(ref json));
        }

        return [.. items];
    }

    private static string String(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no reason to lose everything else.
            return Encoding.UTF8.GetString(json.ValueSpan);
        }
    }
}
