using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>The equality of a field's values, as in the original: two spellings of one JSON text are equal, and 1 equals 1.0.</summary>
internal static class FieldEquality
{
    /// <summary>Returns whether a value is the expected one.</summary>
    public static bool Fits(object? expected, object? actual) => expected switch
    {
        _ when ReferenceEquals(expected, FleetExpectedChange.Any) => true,
        Predicate<object?> accepts => accepts(actual),
        _ => AreSame(FreeValue.Plain(expected, "Fields"), FreeValue.Plain(actual, "Fields")),
    };

    /// <summary>Returns whether two plain values are equal.</summary>
    public static bool AreSame(object? one, object? other)
    {
        if (Same(one, other))
        {
            return true;
        }

        // A list or dictionary is equal to the JSON text that a database stores for it.
        bool mayBeJson = (one is string && other is string) || (one is string && IsTree(other)) || (other is string && IsTree(one));
        return mayBeJson && Tree(one) is { } a && Tree(other) is { } b && Same(a, b);
    }

    /// <summary>Returns a key as text, by which keys are compared: a script's 7 and a table's text 7 are equal.</summary>
    public static string KeyText(object? key) => key switch
    {
        string text => text,
        IEnumerable parts => string.Join('\u001f', parts.Cast<object?>().Select(KeyText)),
        _ => Number(key)?.ToString(CultureInfo.InvariantCulture) ?? Text(key),
    };

    /// <summary>Returns a value as a finding shows it.</summary>
    public static string Show(object? value)
    {
        const int most = 60;
        string shown = value switch
        {
            null => "null",
            _ when ReferenceEquals(value, FleetExpectedChange.Any) => "any value",
            Predicate<object?> => "a value that the condition accepts",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            IDictionary or IList => "JSON",
            _ => Text(value),
        };
        return shown.Length <= most ? shown : $"{shown.AsSpan(0, most)}...";
    }

    private static bool Same(object? one, object? other) => (Number(one), Number(other)) switch
    {
        ({ } a, { } b) => a == b,
        _ => (one, other) switch
        {
            (object?[] a, object?[] b) => a.Length == b.Length && a.Zip(b).All(static pair => Same(pair.First, pair.Second)),
            (OrderedDictionary<string, object?> a, OrderedDictionary<string, object?> b) =>
                a.Count == b.Count && a.All(field => b.TryGetValue(field.Key, out object? value) && Same(field.Value, value)),
            _ => Equals(one, other),
        },
    };

    // Whole numbers are compared exactly, whatever their type; a bool is 1 or 0, as in SQLite.
    private static BigInteger? Number(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        BigInteger number => number,
        int number => number,
        double number when double.IsInteger(number) => new BigInteger(number),
        _ => null,
    };

    private static bool IsTree(object? value) => value is object?[] or OrderedDictionary<string, object?>;

    private static object? Tree(object? value)
    {
        if (value is not string text)
        {
            return value;
        }

        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        if (trimmed is not (['{', .., '}'] or ['[', .., ']']))
        {
            return null;
        }

        try
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
            Utf8JsonReader json = new(bytes, JsonSyntax.Reader);
            json.Read();
            object? read = FreeJson.Read(ref json);
            return json.Read() ? null : read;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
