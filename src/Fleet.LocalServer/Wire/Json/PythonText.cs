using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Formats values like Python's <c>str</c> and <c>repr</c>, so that messages read the same whichever side wrote them.</summary>
internal static class PythonText
{
    /// <summary>Formats a value like <c>str()</c>; bytes become their count.</summary>
    public static string Of(object? value) => value switch
    {
        null or DBNull => "None",
        string text => text,
        bool truth => truth ? "True" : "False",
        double number => Of(number),
        byte[] bytes => $"{bytes.Length} bytes",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Formats a float like <c>str()</c>, including infinities and <c>nan</c>.</summary>
    public static string Of(double number) => double.IsFinite(number) ? FloatText.Python(number)
        : double.IsNaN(number) ? "nan"
        : number > 0 ? "inf" : "-inf";

    /// <summary>Quotes a string like <c>repr()</c>.</summary>
    public static string Quote(string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append(quote);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                int c when c == quote => quoted.Append('\\').Append(quote),
                _ when IsPrintable(rune) => quoted.Append(rune.ToString()),
                <= 0xff => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                <= 0xffff => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        return quoted.Append(quote).ToString();
    }

    /// <summary>Formats a JSON value like <c>repr()</c>.</summary>
    public static string Repr(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => QuoteValue(value),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Null => "None",
        JsonValueKind.Number => Number(value),
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Repr))}]",
        _ => $"{{{string.Join(", ", value.EnumerateObject().Select(static m => $"{Quote(m.Name)}: {Repr(m.Value)}"))}}}",
    };

    /// <summary>Strips surrounding whitespace, as Python defines whitespace.</summary>
    public static string Strip(string text)
    {
        ReadOnlySpan<char> rest = text;
        while (rest is [char first, ..] && IsBlank(first))
        {
            rest = rest[1..];
        }

        while (rest is [.., char last] && IsBlank(last))
        {
            rest = rest[..^1];
        }

        return rest.Length == text.Length ? text : rest.ToString();
    }

    /// <summary>Lowercases a string like Python; the framework differs for the dotted capital I.</summary>
    public static string Lower(string text) => text.Replace("\u0130", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();

    private static string QuoteValue(JsonElement value)
    {
        try
        {
            return Quote(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate, which has the same escape in JSON and in Python.
            return $"'{value.GetRawText()[1..^1]}'";
        }
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';

    private static string Number(JsonElement value)
    {
        string text = value.GetRawText();
        return text.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? text : Of(value.GetDouble());
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
