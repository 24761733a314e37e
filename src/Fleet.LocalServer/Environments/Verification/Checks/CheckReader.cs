using System.Text.Json;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>Reads <c>metadata.checks</c>. Mistakes are errors, since a check that is not understood must not count as passed.</summary>
internal static class CheckReader
{
    private static readonly string[] s_checkProperties =
        ["name", "sql", "expected", "graded", "unchanged_except", "ignore_columns", "weight", "required", "requires", "message"];

    private static readonly string[] s_allowedProperties = ["table", "where", "columns", "added", "removed"];

    public static IReadOnlyList<Check> Read(JsonElement checks)
    {
        if (checks.ValueKind != JsonValueKind.Array || checks.GetArrayLength() == 0)
        {
            throw new CheckException("metadata.checks is not a list of checks.");
        }

        List<Check> read = [];
        foreach (JsonElement element in checks.EnumerateArray())
        {
            string place = $"metadata.checks[{read.Count}]";
            Check check = ReadCheck(element, place);
            if (check.Requires.FirstOrDefault(name => read.All(earlier => earlier.Name != name)) is { } unknown)
            {
                throw new CheckException($"{place} requires '{unknown}', which is not an earlier check.");
            }

            read.Add(check);
        }

        return read;
    }

    private static Check ReadCheck(JsonElement element, string place)
    {
        RefuseUnknown(element, place, s_checkProperties);
        string? sql = Text(element, "sql", place);
        JsonElement? unchanged = Property(element, "unchanged_except");
        if (sql is null == unchanged is null)
        {
            throw new CheckException($"{place} must have either sql or unchanged_except.");
        }

        string name = Text(element, "name", place) ?? place;
        return new Check
        {
            Name = name,
            Sql = sql,
            Expected = element.TryGetProperty("expected", out JsonElement expected) ? expected : null,
            Graded = Flag(element, "graded", place),
            UnchangedExcept = unchanged is { } list
                ? [.. Items(list, $"{place}.unchanged_except").Select(item => ReadAllowed(item, $"{place}.unchanged_except"))]
                : null,
            IgnoreColumns = Texts(element, "ignore_columns", place),
            Weight = Weight(element, place),
            Required = Flag(element, "required", place),
            Requires = Texts(element, "requires", place),
            Message = Text(element, "message", place) ?? (unchanged is null ? $"{name}: expected {{expected}}, got {{actual}}" : $"{name}: {{actual}}"),
        };
    }

    private static AllowedChange ReadAllowed(JsonElement element, string place)
    {
        RefuseUnknown(element, place, s_allowedProperties);
        string table = Text(element, "table", place) ?? throw new CheckException($"{place}: an entry has no table.");
        bool added = Flag(element, "added", place);
        bool removed = Flag(element, "removed", place);
        string[] columns = Texts(element, "columns", place);
        if ((added && removed) || ((added || removed) && columns.Length > 0))
        {
            throw new CheckException($"{place}: an entry for {table} has more than one of added, removed and columns.");
        }

        ChangeKind kind = added ? ChangeKind.Added : removed ? ChangeKind.Removed : ChangeKind.Changed;
        return new AllowedChange(table, Text(element, "where", place) ?? "1", kind, columns);
    }

    private static double Weight(JsonElement element, string place) => Property(element, "weight") switch
    {
        null => 1,
        { ValueKind: JsonValueKind.Number } number when number.GetDouble() >= 0 => number.GetDouble(),
        _ => throw new CheckException($"{place}.weight is not a number of at least 0."),
    };

    private static bool Flag(JsonElement element, string name, string place) => Property(element, name)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw new CheckException($"{place}.{name} is neither true nor false."),
    };

    private static string? Text(JsonElement element, string name, string place) => Property(element, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw new CheckException($"{place}.{name} is not a text."),
    };

    private static string[] Texts(JsonElement element, string name, string place) => Property(element, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { } list => [.. Items(list, $"{place}.{name}").Select(item => item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw new CheckException($"{place}.{name} contains something other than strings."))],
    };

    private static JsonElement.ArrayEnumerator Items(JsonElement list, string place) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new CheckException($"{place} is not a list.");

    private static JsonElement? Property(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static void RefuseUnknown(JsonElement element, string place, string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new CheckException($"{place} is not an object.");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw new CheckException($"{place} has an unknown property '{property.Name}'; known are {string.Join(", ", known)}.");
            }
        }
    }
}

/// <summary>A task's checks are invalid or cannot be evaluated.</summary>
internal sealed class CheckException(string message) : Exception(message);
