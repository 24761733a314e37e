using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>
/// A caller's free data, converted to a few plain types before anything is written: null, bool, long, <see cref="BigInteger"/> (beyond long),
/// double, string, <c>object[]</c> and <see cref="OrderedDictionary{TKey, TValue}"/>. The JSON and pickle writers know only these.
/// </summary>
internal static class FreeValue
{
    /// <summary>Converts a value to the plain types.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">The name of the value in errors.</param>
    /// <exception cref="FleetValidationException">It contains itself, NaN or a type that JSON cannot represent; the error names the path to it.</exception>
    public static object? Plain(object? value, string path) => Plain(value, path, []);

    /// <inheritdoc cref="Plain(object?, string)"/>
    public static OrderedDictionary<string, object?> Plain(IDictionary values, string path) => Object(values, path, []);

    /// <summary>Returns a plain value as compact JSON.</summary>
    public static string ToText(object? plain)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, JsonSyntax.Compact))
        {
            Write(json, plain);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Writes a plain value.</summary>
    public static void Write(Utf8JsonWriter json, object? plain)
    {
        switch (plain)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case BigInteger number:
                json.WriteRawValue(number.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case double number:
                json.WriteRawValue(Text(number), skipInputValidation: true);
                break;
            case object?[] items:
                json.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case OrderedDictionary<string, object?> fields:
                json.WriteStartObject();
                foreach ((string name, object? field) in fields)
                {
                    json.WritePropertyName(name);
                    Write(json, field);
                }

                json.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"{plain.GetType()} is not a plain value.", nameof(plain));
        }
    }

    // 1.0 must not be read back as the integer 1.
    private static string Text(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    private static object? Plain(object? value, string path, Stack<object> outer) => value switch
    {
        null or DBNull => null,
        string or bool or long => value,
        int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        BigInteger number when number >= long.MinValue && number <= long.MaxValue => (long)number,
        BigInteger => value,
        ulong number => Plain((BigInteger)number, path, outer),
        Int128 number => Plain((BigInteger)number, path, outer),
        UInt128 number => Plain((BigInteger)number, path, outer),
        double number => Finite(number, path),
        float number => Finite(double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), path),
        Half number => Finite((double)number, path),
        decimal number when decimal.IsInteger(number) => Plain((BigInteger)number, path, outer),
        decimal number => (double)number,
        char letter => letter.ToString(),
        DateTimeOffset time => FleetTime.Text(time),
        DateTime time => time.Kind == DateTimeKind.Unspecified
            ? FleetTime.Text(new DateTimeOffset(time, TimeSpan.Zero))
            : FleetTime.Text(new DateTimeOffset(time)),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
        Guid or Enum => value.ToString(),
        Uri address => address.OriginalString,
        IDictionary values => Object(values, path, outer),
        IEnumerable<KeyValuePair<string, object?>> values => Object(new Dictionary<string, object?>(values), path, outer),
        IEnumerable items => Array(items, path, outer),
        _ => throw FleetCheck.Failed(path, $"{value.GetType()} cannot be sent as JSON; use text, numbers, bools, arrays and dictionaries of them"),
    };

    private static OrderedDictionary<string, object?> Object(IDictionary values, string path, Stack<object> outer)
    {
        Enter(values, path, outer);
        OrderedDictionary<string, object?> fields = new(values.Count);
        foreach (DictionaryEntry entry in values)
        {
            string name = Name(entry.Key, path);
            if (!fields.TryAdd(name, Plain(entry.Value, $"{path}.{name}", outer)))
            {
                throw FleetCheck.Failed($"{path}.{name}", "this name occurs twice");
            }
        }

        outer.Pop();

        // A hashtable has no order, and not even the same one in the next process.
        return values is Hashtable ? new(fields.OrderBy(static field => field.Key, StringComparer.Ordinal)) : fields;
    }

    private static object?[] Array(IEnumerable items, string path, Stack<object> outer)
    {
        Enter(items, path, outer);
        List<object?> plain = [];
        foreach (object? item in items)
        {
            plain.Add(Plain(item, $"{path}[{plain.Count}]", outer));
        }

        outer.Pop();
        return [.. plain];
    }

    private static void Enter(object container, string path, Stack<object> outer)
    {
        if (outer.Any(above => ReferenceEquals(above, container)))
        {
            throw FleetCheck.Failed(path, "it contains itself");
        }

        if (outer.Count == JsonSyntax.MaxDepth)
        {
            throw FleetCheck.Failed(path, $"it is nested deeper than {JsonSyntax.MaxDepth} levels");
        }

        outer.Push(container);
    }

    private static string Name(object key, string path) => key switch
    {
        string name => name,
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => throw FleetCheck.Failed(path, $"{key.GetType()} cannot be a field's name; use text"),
    };

    private static double Finite(double number, string path) =>
        double.IsFinite(number) ? number : throw FleetCheck.Failed(path, $"{number.ToString(CultureInfo.InvariantCulture)} cannot be represented in JSON");
}
