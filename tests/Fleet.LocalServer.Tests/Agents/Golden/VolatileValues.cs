using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fleet.LocalServer.Tests.Agents.Golden;

/// <summary>
/// Values that differ from run to run. They may not differ freely: each id of the recording corresponds to one id here, everywhere, and every value
/// keeps its format.
/// </summary>
internal sealed partial class VolatileValues
{
    private readonly Dictionary<string, string> _here = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _recorded = new(StringComparer.Ordinal);

    /// <summary>Replaces the ids in a recorded text with the corresponding ids here.</summary>
    public string Translate(string text) => Id().Replace(text, match => _here.GetValueOrDefault(match.Value, match.Value));

    /// <summary>Translates a recorded request target, keeping its escapes.</summary>
    public string TranslateTarget(string target) => target.Contains("RID%28", StringComparison.Ordinal)
        ? Translate(target.Replace("%28", "(", StringComparison.Ordinal).Replace("%29%3A%3A", ")::", StringComparison.Ordinal))
            .Replace("(", "%28", StringComparison.Ordinal).Replace(")::", "%29%3A%3A", StringComparison.Ordinal)
        : Translate(target);

    /// <summary>Removes the times from a text.</summary>
    public static string WithoutTimes(string text) => Times().Replace(text, "$1<time>");

    /// <summary>Describes the differences between two JSON values, comparing members in order.</summary>
    public IEnumerable<string> Compare(JsonElement expected, JsonElement actual, string path = "$")
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            return [$"{path}: {expected.GetRawText()} is {actual.GetRawText()}"];
        }

        return expected.ValueKind switch
        {
            JsonValueKind.Object => CompareObjects(expected, actual, path),
            JsonValueKind.Array => expected.GetArrayLength() != actual.GetArrayLength()
                ? [$"{path}: {expected.GetArrayLength()} items are {actual.GetArrayLength()}: {actual.GetRawText()}"]
                : expected.EnumerateArray().Zip(actual.EnumerateArray()).SelectMany((pair, index) => Compare(pair.First, pair.Second, $"{path}[{index}]")),
            _ => IsSame(path[(path.LastIndexOf('.') + 1)..], expected, actual) ? [] : [$"{path}: {expected.GetRawText()} is {actual.GetRawText()}"],
        };
    }

    /// <summary>True if an id here corresponds to the recorded one.</summary>
    public bool IsSameId(string expected, string actual)
    {
        if (expected.Length == 0 || Shape(expected) != Shape(actual))
        {
            return expected == actual;
        }

        string[] wanted = [.. Id().Matches(expected).Select(static match => match.Value)];
        string[] found = [.. Id().Matches(actual).Select(static match => match.Value)];
        return wanted.Length == found.Length && wanted.Zip(found).All(pair => Pair(pair.First, pair.Second));
    }

    // UUIDs, with or without dashes, and the original's own ids.
    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|(?<![A-Za-z0-9-])[A-Za-z0-9][A-Za-z0-9-]{8}[A-Za-z0-9](?![A-Za-z0-9-])")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z$")]
    private static partial Regex Time();

    [GeneratedRegex("""("(?:created_at|timestamp)": ?)("[^"]+"|[0-9.]+)""")]
    private static partial Regex Times();

    private static string Shape(string text) => Id().Replace(text, static match => match.Value.Length == AgentIdLength ? "<id>" : "<uuid>");

    private const int AgentIdLength = 10;

    private bool Pair(string recorded, string here) =>
        _here.GetValueOrDefault(recorded, here) == here && _recorded.GetValueOrDefault(here, recorded) == recorded
        && (_here[recorded] = here) == here && (_recorded[here] = recorded) == recorded;

    private bool IsSame(string name, JsonElement expected, JsonElement actual) => name switch
    {
        "id" or "event_id" or "agent_id" or "user_id" or "correlation_id" => IsSameId(expected.GetString()!, actual.GetString()!),
        "created_at" => Time().IsMatch(actual.GetString()!),
        "timestamp" => actual.GetDouble() > 0,
        _ => expected.GetRawText() == actual.GetRawText() || (expected.ValueKind == JsonValueKind.String && expected.GetString() == actual.GetString()),
    };

    private IEnumerable<string> CompareObjects(JsonElement expected, JsonElement actual, string path)
    {
        string[] wanted = [.. expected.EnumerateObject().Select(static member => member.Name)];
        string[] found = [.. actual.EnumerateObject().Select(static member => member.Name)];
        return wanted.SequenceEqual(found)
            ? wanted.SelectMany(name => Compare(expected.GetProperty(name), actual.GetProperty(name), $"{path}.{name}"))
            : [$"{path}: members {string.Join(',', wanted)} are {string.Join(',', found)}"];
    }
}
