using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Parses numbers exactly as leniently as the original does; .NET's own parsers accept a different set of strings.</summary>
internal static partial class LaxNumber
{
    /// <summary>The maximum length of an integer in characters; a longer one is rejected unparsed.</summary>
    public const int MostLetters = 4300;

    /// <summary>
    /// Parses an integer. It may have surrounding whitespace, a sign, leading zeros, single underscores between digits (any number among the
    /// leading zeros) and a fraction of zeros.
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

    /// <summary>Parses a float. It may have either surrounding whitespace or single underscores, and may be infinite or NaN.</summary>
    public static bool TryFloat(string text, out double number)
    {
        string trimmed = text.Trim();
        if (!FloatText().IsMatch(trimmed))
        {
            bool hasStrayUnderscore = text.StartsWith('_') || text.EndsWith('_') || text.Contains("__", StringComparison.Ordinal);
            trimmed = hasStrayUnderscore ? "" : text.Replace("_", "", StringComparison.Ordinal);
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
