using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>An element of a list that could not be read: the problem with its place, and the element itself if it is an object.</summary>
internal sealed record JsonBadElement(string Problem, OrderedDictionary<string, object?>? Value);

/// <summary>
/// Reads the elements of an array from the bytes that have arrived so far: the array is the whole response, or its field <paramref name="property"/>.
/// An element that cannot be read is reported and skipped.
/// </summary>
/// <param name="property">The field that may contain the array.</param>
/// <param name="read">Reads one element, with the cursor before it; null for none.</param>
/// <param name="shared">The number of fields whose texts are shared, see <see cref="JsonCursor.SharedText"/>.</param>
internal sealed class JsonListParser<T>(string property, JsonRead<T?> read, int shared)
    where T : class
{
    private readonly JsonRecent _recent = new(shared);
    private JsonReaderState _state = new(JsonSyntax.Reader);
    private Phase _phase;
    private int _index;
    private bool _skipped;

    private enum Phase
    {
        Start,
        Fields,
        Elements,
        Done,
    }

    /// <summary>True once anything has arrived.</summary>
    public bool Started => _phase != Phase.Start;

    /// <summary>True once the end of the array has been read.</summary>
    public bool Done => _phase == Phase.Done;

    /// <summary>Reads the complete elements.</summary>
    /// <param name="bytes">The bytes left over from the last time, and those that have arrived since.</param>
    /// <param name="items">Receives the elements.</param>
    /// <param name="bad">Receives the elements that cannot be read.</param>
    /// <returns>The number of bytes read.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="JsonFault">There is no such array.</exception>
    public int Parse(ReadOnlySpan<byte> bytes, List<T> items, List<JsonBadElement> bad)
    {
        if (_phase == Phase.Start && JsonMark.MayFollow(bytes))
        {
            return 0;
        }

        int mark = _phase == Phase.Start ? bytes.Length - JsonMark.Skip(bytes).Length : 0;
        ReadOnlySpan<byte> json = bytes[mark..];
        Utf8JsonReader reader = new(json, isFinalBlock: false, _state);
        try
        {
            if (FindArray(ref reader))
            {
                while (Element(ref json, ref reader, items, bad))
                {
                }
            }
        }
        catch (JsonException) when (_skipped)
        {
            // The reader has not seen all the bytes: the line and column it reports are not those of the response.
            throw new JsonFault(0, "is not JSON", $"{property}[{_index}]");
        }

        _state = reader.CurrentState;
        return bytes.Length - json.Length + (int)reader.BytesConsumed;
    }

    private bool FindArray(ref Utf8JsonReader reader)
    {
        while (_phase < Phase.Elements)
        {
            Utf8JsonReader before = reader;
            if (!reader.Read())
            {
                return false;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray when _phase == Phase.Start:
                    _phase = Phase.Elements;
                    break;
                case JsonTokenType.StartObject when _phase == Phase.Start:
                    _phase = Phase.Fields;
                    break;
                case JsonTokenType.PropertyName when reader.ValueTextEquals(property):
                    if (!reader.Read())
                    {
                        reader = before;
                        return false;
                    }

                    _phase =
                        reader.TokenType == JsonTokenType.StartArray
                            ? Phase.Elements
                            : throw new JsonFault(reader.TokenStartIndex, "is not an array", property);
                    break;
                case JsonTokenType.PropertyName:
                    if (!reader.TrySkip())
                    {
                        reader = before;
                        return false;
                    }

                    break;
                default:
                    throw _phase == Phase.Start ? new JsonFault(0, "is not an array") : new JsonFault(0, "is missing", property);
            }
        }

        return _phase == Phase.Elements;
    }

    private bool Element(ref ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<T> items, List<JsonBadElement> bad)
    {
        Utf8JsonReader ahead = reader;
        if (!ahead.Read())
        {
            return false;
        }

        if (ahead.TokenType == JsonTokenType.EndArray)
        {
            _phase = Phase.Done;
            reader = ahead;
            return false;
        }

        try
        {
            JsonCursor cursor = new(reader, json, _recent);
            T? item = read(ref cursor);
            if (cursor.Incomplete)
            {
                return false;
            }

            items.Add(item ?? throw new JsonFault(ahead.TokenStartIndex, "is null"));
            reader = cursor.Reader;
            json = json[cursor.Skipped..];
            _skipped |= cursor.Skipped > 0;
        }
        catch (JsonFault fault)
        {
            Utf8JsonReader start = ahead;
            if (!ahead.TrySkip())
            {
                return false;
            }

            int from = (int)start.TokenStartIndex;
            ReadOnlySpan<byte> element = json[from..(int)ahead.BytesConsumed];
            JsonFault shifted = new(Math.Max(0, fault.Position - from), fault.Message, fault.Field);
            bad.Add(new JsonBadElement(
                JsonPath.Describe(element, shifted, $"{property}[{_index}]"),
                start.TokenType == JsonTokenType.StartObject ? FreeJson.ReadObject(ref start) : null));
            reader = ahead;
        }

        _index++;
        return true;
    }
}
