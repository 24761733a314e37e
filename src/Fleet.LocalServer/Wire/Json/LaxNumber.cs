using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Numbers that come as text, read as leniently as the original reads them and no more: .NET's own parsers take other texts.</summary>
internal static partial class LaxNumber
{
    /// <summary>The most letters a whole number may have; a longer one is refused unread.</summary>
    public const int MostLetters = 4300;

    /// <summary>
    /// Reads a whole number: blanks around it, a sign, zeros before it, single underscores between digits (any among the zeros before it) and a
    /// fraction of zeros are allowed.
    /// </summary>
    public static bool TryWhole(string text, out BigInteger number)
    {
        number = default;
        if (text.Length > MostLetters || WholeText().Match(text.Trim()) is not { Success: true } match)
        {
            return false;
        }

        string digits = match.Groups["digits"].Value.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 0)
        {
            number = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        if (match.Groups["sign"].Value == "-")
        {
            number = -number;
        }

        return true;
    }

    /// <summary>Reads a float: with blanks around it, or with single underscores in it. It may be infinite, or not a number.</summary>
    public static bool TryFloat(string text, out double number)
    {
        string trimmed = text.Trim();
        if (!FloatText().IsMatch(trimmed))
        {
            trimmed = text.StartsWith('_') || text.EndsWith('_') || text.Contains("__", StringComparison.Ordinal) ? "" : text.Replace("_", "", StringComparison.Ordinal);
            if (!FloatText().IsMatch(trimmed))
            {
                number = 0;
                return false;
            }
        }

        string bare = trimmed.TrimStart('+', '-');
        if (bare[0] is 'i' or 'I')
        {
            number = trimmed[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"\A(?<sign>[+-]?)(?:0(?:[0_]*0)?|(?:0[0_]*)?(?<digits>[1-9][0-9]*(?:_[0-9]+)*))(?:\.0+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeText();

    [GeneratedRegex(@"\A[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|(?i:inf|infinity|nan))\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatText();
}
