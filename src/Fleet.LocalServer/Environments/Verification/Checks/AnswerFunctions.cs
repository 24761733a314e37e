using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>
/// SQL functions for the text of a final answer. Those that Python verifiers have as well work the same way there.
/// </summary>
internal static partial class AnswerFunctions
{
    private static readonly SearchValues<char> s_punctuation = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    public static void Register(SqliteConnection connection)
    {
        connection.CreateFunction("normalized_contains", (string? target, string? text) => NormalizedContains(target, text), isDeterministic: true);
        connection.CreateFunction("normalized_equals", (string? one, string? other) => Normalize(one) == Normalize(other), isDeterministic: true);
        connection.CreateFunction("contains_number", (string? text, string? number) => ContainsNumber(text, number), isDeterministic: true);
        connection.CreateFunction("number_at", (string? text, long place) => NumberAt(text, place), isDeterministic: true);
        connection.CreateFunction("number_count", (string? text) => Numbers(text).Count, isDeterministic: true);
        connection.CreateFunction("answer_part", (string? text, long place, string separator) => Part(text, place, separator), isDeterministic: true);
    }

    /// <summary>True if a text contains another, ignoring case, whitespace and punctuation.</summary>
    public static bool NormalizedContains(string? target, string? text) => Normalize(text).Contains(Normalize(target), StringComparison.Ordinal);

    /// <summary>True if a text contains a number in any notation.</summary>
    public static bool ContainsNumber(string? text, string? number) =>
        double.TryParse(number?.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out double wanted)
            && Numbers(text).Contains(wanted);

    /// <summary>Returns the nth number in a text, counting from 1; null if there are fewer.</summary>
    public static double? NumberAt(string? text, long place)
    {
        List<double> numbers = Numbers(text);
        return place >= 1 && place <= numbers.Count ? numbers[(int)place - 1] : null;
    }

    /// <summary>Returns the nth part of a text split at a separator, counting from 1; empty if there are fewer.</summary>
    public static string Part(string? text, long place, string separator)
    {
        string[] parts = (text ?? "").Split(separator);
        return place >= 1 && place <= parts.Length ? parts[place - 1].Trim() : "";
    }

    private static List<double> Numbers(string? text) =>
        [
            .. Number().Matches((text ?? "").Replace(",", "", StringComparison.Ordinal))
                .Select(match => double.Parse(match.ValueSpan, CultureInfo.InvariantCulture)),
        ];

    private static string Normalize(string? text)
    {
        StringBuilder kept = new();
        foreach (char letter in (text ?? "").ToLowerInvariant())
        {
            if (!char.IsWhiteSpace(letter) && !s_punctuation.Contains(letter))
            {
                kept.Append(letter);
            }
        }

        return kept.ToString();
    }

    [GeneratedRegex(@"-?[0-9]+(?:\.[0-9]+)?")]
    private static partial Regex Number();
}
