using System.Globalization;
using System.Text.Json;

namespace Fleet.LocalServer.Tests.Releases.Replay;

/// <summary>
/// Compares an answer with the recorded one: exact values, and members in order. A stored time may differ by as much as passed in the original
/// between two readings of the clock; its format may not.
/// </summary>
internal sealed class BodyComparison(string workspace)
{
    private static readonly string[] s_stored = ["created_at", "resolved_at", "evaluated_at"];
    private static readonly TimeSpan s_work = TimeSpan.FromMilliseconds(20);

    /// <summary>Describes the differences.</summary>
    public IEnumerable<string> Compare(JsonElement expected, JsonElement actual, string path = "$")
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            return [$"{path}: {expected.GetRawText()} is {actual.GetRawText()}"];
        }

        return expected.ValueKind switch
        {
            JsonValueKind.Object => CompareObjects(expected, actual, path),
            JsonValueKind.Array => CompareArrays(expected, actual, path),
            JsonValueKind.String => IsSame(path, expected.GetString()!.Replace("<workspace>", workspace, StringComparison.Ordinal), actual.GetString()!)
                ? []
                : [$"{path}: '{expected}' is '{actual}'"],
            _ => expected.GetRawText() == actual.GetRawText() ? [] : [$"{path}: {expected.GetRawText()} is {actual.GetRawText()}"],
        };
    }

    private static bool IsSame(string path, string expected, string actual) =>
        expected == actual
        || (s_stored.Contains(path[(path.LastIndexOf('.') + 1)..])
            && expected.Length == actual.Length
            && expected[19..20] == actual[19..20]
            && expected[26..] == actual[26..]
            && (Time(expected) - Time(actual)).Duration() < s_work);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private IEnumerable<string> CompareObjects(JsonElement expected, JsonElement actual, string path)
    {
        string[] wanted = [.. expected.EnumerateObject().Select(static member => member.Name)];
        string[] found = [.. actual.EnumerateObject().Select(static member => member.Name)];
        return wanted.SequenceEqual(found)
            ? wanted.SelectMany(name => Compare(expected.GetProperty(name), actual.GetProperty(name), $"{path}.{name}"))
            : [$"{path}: members {string.Join(',', wanted)} are {string.Join(',', found)}"];
    }

    private IEnumerable<string> CompareArrays(JsonElement expected, JsonElement actual, string path) => expected.GetArrayLength() != actual.GetArrayLength()
        ? [$"{path}: {expected.GetArrayLength()} items are {actual.GetArrayLength()}: {actual.GetRawText()}"]
        : expected.EnumerateArray().Zip(actual.EnumerateArray()).SelectMany((pair, index) => Compare(pair.First, pair.Second, $"{path}[{index}]"));
}
