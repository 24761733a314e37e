using System.Globalization;
using System.Numerics;
using System.Text;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>The period before now that a diff covers: <c>7d</c>, <c>24h</c>, <c>30m</c>.</summary>
/// <param name="Since">The first microsecond in it.</param>
/// <param name="Until">The first microsecond after it.</param>
internal readonly record struct Window(long Since, long Until)
{
    // More characters than any window within the calendar needs, leading zeros included.
    private const int MostLetters = 100;

    /// <summary>Parses a window that ends at a given instant.</summary>
    /// <exception cref="RefusedException">The text is not a window, or the window reaches beyond the calendar.</exception>
    public static Window Parse(string text, long until)
    {
        string clean = PythonText.Lower(PythonText.Strip(text));
        if (clean.Length is < 2 or > MostLetters || !TryReadNumber(clean[..^1], out BigInteger count) || count <= 0)
        {
            throw new RefusedException($"Invalid window: {clean}");
        }

        BigInteger micros = count * 60_000_000 * clean[^1] switch
        {
            'd' => 24 * 60,
            'h' => 60,
            'm' => 1,
            _ => throw new RefusedException($"Invalid window unit: {clean}"),
        };
        return micros <= long.MaxValue && WireTime.IsInRange(until - (long)micros)
            ? new Window(until - (long)micros, until)
            : throw new RefusedException($"Invalid window: {clean}");
    }

    /// <summary>Parses an integer as Python does: surrounding whitespace, a sign, digits of any script with single underscores between
    /// them.</summary>
    private static bool TryReadNumber(string text, out BigInteger number)
    {
        number = 0;
        string clean = text.Trim();
        bool negative = clean.StartsWith('-');
        bool afterDigit = false;
        foreach (Rune rune in clean[(clean is ['+' or '-', ..] ? 1 : 0)..].EnumerateRunes())
        {
            if (rune.Value == '_' && afterDigit)
            {
                afterDigit = false;
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber)
            {
                return false;
            }

            number = number * 10 + (int)Rune.GetNumericValue(rune);
            afterDigit = true;
        }

        number = negative ? -number : number;
        return afterDigit;
    }
}
