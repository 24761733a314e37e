using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>Reads the next value, or the rest of an object whose opening brace has been read.</summary>
internal delegate T JsonRead<out T>(ref JsonCursor json);

/// <summary>
/// A reader over the bytes that have arrived so far, as lenient as the original's models. If the bytes end within a value, it sets
/// <see cref="Incomplete"/> and returns null from then on: the caller reads the value again once more bytes have arrived.
/// </summary>
/// <remarks>
/// Written by hand rather than generated: three times as fast for long lists, a fault costs one element and not the list, and it names its field.
/// Generated code would also lose the defaults of init-only properties.
/// </remarks>
internal ref partial struct JsonCursor
{
    private const int MaxTimeLength = 64;

    private readonly JsonRecent? _recent;
    private readonly ReadOnlySpan<byte> _source;
    private Utf8JsonReader _json;

    public JsonCursor(Utf8JsonReader json) => _json = json;

    /// <summary>Reads a value whose bytes are available, so that parts of it can be returned as bytes.</summary>
    /// <param name="json">The reader, at the position to begin at.</param>
    /// <param name="source">The bytes that <paramref name="json"/> reads.</param>
    /// <param name="recent">The last values read.</param>
    public JsonCursor(Utf8JsonReader json, ReadOnlySpan<byte> source, JsonRecent? recent)
    {
        _json = json;
        _source = source;
        _recent = recent;
    }

    /// <summary>Reads a value that has arrived completely.</summary>
    public JsonCursor(ReadOnlySpan<byte> source, JsonRecent? recent)
        : this(new Utf8JsonReader(source, JsonSyntax.Reader), source, recent)
    {
    }

    /// <summary>True if the bytes ended within the value.</summary>
    public bool Incomplete { get; private set; }

    /// <summary>The address that most of the following ones are below.</summary>
    public Uri? Root { get; set; }

    /// <summary>The reader, to continue with; it reads the bytes from <see cref="Skipped"/> on.</summary>
    public readonly Utf8JsonReader Reader => _json;

    /// <summary>The number of bytes before those of <see cref="Reader"/>.</summary>
    public int Skipped { get; private set; }

    /// <summary>Moves to the next known field of an object; its value is read next. Unknown fields are skipped. -1 is the end of the object.</summary>
    public int Field(JsonFields fields, ref int next)
    {
        while (Advance() && _json.TokenType == JsonTokenType.PropertyName)
        {
            int index = fields.Find(ref _json, next);
            if (index >= 0)
            {
                next = index + 1;
                return index;
            }

            if (!_json.TrySkip())
            {
                Incomplete = true;
                break;
            }
        }

        return -1;
    }

    /// <summary>A text; a number or bool is returned as its text.</summary>
    public string? Text() => Advance() ? CurrentText() : null;

    /// <summary>A text that often repeats from one element of a list to the next: equal texts are the same object.</summary>
    public string? SharedText(int field)
    {
        if (_recent is null)
        {
            return Text();
        }

        if (!Advance())
        {
            return null;
        }

        if (_json.TokenType == JsonTokenType.String && _recent.Texts[field] is { } recent && _json.ValueTextEquals(recent))
        {
            return recent;
        }

        return _recent.Texts[field] = _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => String(),
            _ => throw Fault("a text"),
        };
    }

    /// <summary>A bool; 0, 1 and the texts true and false are accepted too.</summary>
    public bool? Bool()
    {
        if (!Advance())
        {
            return null;
        }

        return _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number when _json.TryGetInt32(out int number) && number is 0 or 1 => number == 1,
            JsonTokenType.String when bool.TryParse(String(), out bool value) => value,
            _ => throw Fault("true or false"),
        };
    }

    /// <summary>A whole number; 2.0 and numeric text are accepted too.</summary>
    public int? Int32() => Number() switch
    {
        null => null,
        double value when value == Math.Truncate(value) && value is >= int.MinValue and <= int.MaxValue => (int)value,
        _ => throw Fault("a whole number"),
    };

    /// <summary>A whole number of up to 64 bits; 2.0 and numeric text are accepted too.</summary>
    public long? Int64()
    {
        if (!Advance())
        {
            return null;
        }

        return _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.Number when _json.TryGetInt64(out long whole) => whole,
            JsonTokenType.Number when Whole(_json.GetDouble()) is { } whole => whole,
            JsonTokenType.String when long.TryParse(String(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
            _ => throw Fault("a whole number"),
        };

        // From 2^63 on, a double does not fit into a long.
        static long? Whole(double value) => value == Math.Truncate(value) && Math.Abs(value) < 9223372036854775808.0 ? (long)value : null;
    }

    /// <summary>A number; numeric text is accepted too.</summary>
    public double? Number()
    {
        if (!Advance())
        {
            return null;
        }

        return _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.Number => _json.GetDouble(),
            JsonTokenType.String
                when double.TryParse(String(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) => value,
            _ => throw Fault("a number"),
        };
    }

    /// <summary>A duration, on the wire a number of <paramref name="unit"/>.</summary>
    public TimeSpan? Duration(TimeSpan unit) => Number() switch
    {
        null => null,
        double value when Math.Abs(value) <= TimeSpan.MaxValue / unit / 2 => unit * value,
        _ => throw Fault("a duration"),
    };

    /// <summary>A time: ISO 8601, where a missing zone is UTC, or Unix seconds.</summary>
    public DateTimeOffset? Time()
    {
        if (!Advance())
        {
            return null;
        }

        switch (_json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number when FleetTime.TryRead(_json.GetDouble(), out DateTimeOffset time):
                return time;
            case JsonTokenType.String when TryTime(out DateTimeOffset time):
                return time;
            default:
                throw Fault("a time");
        }
    }

    /// <summary>A list; null elements are skipped.</summary>
    public List<T>? List<T>(JsonRead<T?> read)
        where T : class
    {
        if (!Advance() || _json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw Fault("an array");
        }

        List<T> items = [];
        while (Peek() is not (JsonTokenType.EndArray or JsonTokenType.None))
        {
            if (read(ref this) is { } item)
            {
                items.Add(item);
            }
        }

        Advance();
        return items;
    }

    /// <summary>A list of texts.</summary>
    public string[]? Texts() => List(static (ref json) => json.Text())?.ToArray();

    /// <summary>The bytes of the next value, which is skipped; none for null.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        if (!AdvanceWhole() || _json.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        int start = Skipped + (int)_json.TokenStartIndex;
        _json.TrySkip();
        return _source[start..(Skipped + (int)_json.BytesConsumed)];
    }

    /// <summary>Free JSON: text, bool, long, double, array or dictionary.</summary>
    public object? Free() => AdvanceWhole() ? FreeJson.Read(ref _json) : null;

    /// <summary>A free object.</summary>
    public OrderedDictionary<string, object?>? FreeObject()
    {
        if (!AdvanceWhole())
        {
            return null;
        }

        return _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.StartObject => FreeJson.ReadObject(ref _json),
            _ => throw Fault("an object"),
        };
    }

    /// <summary>An object, as a typed value.</summary>
    public T? Object<T>(JsonRead<T> read)
        where T : class
    {
        if (!Advance())
        {
            return null;
        }

        return _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.StartObject => read(ref this),
            _ => throw Fault("an object"),
        };
    }

    /// <summary>A list of objects, as typed values.</summary>
    public T[]? Objects<T>(JsonRead<T> read)
        where T : class
    {
        if (!Advance() || _json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw Fault("an array");
        }

        // A single one, as in each chunk of a stream, needs no list.
        T? first = null;
        List<T>? items = null;
        while (Peek() is not (JsonTokenType.EndArray or JsonTokenType.None))
        {
            if (Object(read) is not { } item)
            {
                continue;
            }

            if (first is null)
            {
                first = item;
            }
            else
            {
                (items ??= [first]).Add(item);
            }
        }

        Advance();
        return items is not null ? [.. items] : first is not null ? [first] : [];
    }

    /// <summary>The value of a required field.</summary>
    public readonly T Need<T>(T? value, string field)
        where T : class => value ?? (Incomplete ? null! : throw Missing(field));

    /// <inheritdoc cref="Need{T}(T, string)"/>
    public readonly T Need<T>(T? value, string field)
        where T : struct => value ?? (Incomplete ? default : throw Missing(field));

    /// <summary>The error for a value of the wrong kind.</summary>
    public readonly JsonFault Fault(string expected) => new(Skipped + _json.TokenStartIndex, $"is not {expected} but {Shown()}");

    private readonly JsonFault Missing(string field) => new(Skipped + _json.TokenStartIndex, "is missing", field);

    private bool Advance()
    {
        if (Incomplete || !_json.Read())
        {
            Incomplete = true;
            return false;
        }

        return true;
    }

    // A free value has no fixed shape to be read in parts, so reading only begins when all of it has arrived.
    private bool AdvanceWhole()
    {
        if (!Advance())
        {
            return false;
        }

        if (_json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return true;
        }

        Utf8JsonReader ahead = _json;
        if (ahead.TrySkip())
        {
            return true;
        }

        Incomplete = true;
        return false;
    }

    private JsonTokenType Peek()
    {
        Utf8JsonReader ahead = _json;
        if (Incomplete || !ahead.Read())
        {
            Incomplete = true;
            return JsonTokenType.None;
        }

        return ahead.TokenType;
    }

    private readonly string? CurrentText() => _json.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => String(),
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(_json.ValueSpan),
        _ => throw Fault("a text"),
    };

    private readonly string String()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are not UTF-8.
            throw new JsonFault(Skipped + _json.TokenStartIndex, "is not valid text");
        }
    }

    private readonly bool TryTime(out DateTimeOffset time)
    {
        ReadOnlySpan<byte> text = _json.ValueSpan;
        bool zoned = text.Length > 6 && (text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-');
        if (zoned && _json.TryGetDateTimeOffset(out time))
        {
            return true;
        }

        if (_json.TryGetDateTime(out DateTime value) && value.Kind == DateTimeKind.Unspecified)
        {
            time = new DateTimeOffset(value, TimeSpan.Zero);
            return true;
        }

        return FleetTime.TryRead(text.Length > MaxTimeLength ? "" : String(), out time);
    }

    private readonly string Shown()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject:
                return "an object";
            case JsonTokenType.StartArray:
                return "an array";
            case JsonTokenType.String:
                const int shown = 40;
                string text = String();
                return text.Length <= shown ? $"\"{text}\"" : $"\"{text.AsSpan(0, shown)}...\"";
            default:
                return Encoding.UTF8.GetString(_json.ValueSpan);
        }
    }
}
