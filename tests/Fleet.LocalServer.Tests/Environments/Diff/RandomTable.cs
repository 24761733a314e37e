using System.Globalization;
using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Tests.Environments.Diff;

/// <summary>A random table, with random rows in the seed and random changes in the current database. Also computes the diff, the slow way.</summary>
internal sealed class RandomTable
{
    private static readonly string[] s_names = ["order", "select", "group by", "a\"b", "naïve", "Value", "from", "x;--", "index", "'q'"];
    private static readonly string[] s_types = ["", "INTEGER", "REAL", "TEXT", "TEXT COLLATE NOCASE", "BLOB", "NUMERIC"];
    private static readonly string[] s_texts = ["a", "A", "", "1", "1.0", "{\"a\":1}", "{\"a\": 1}", "[1,2]", "[1, 2]", "ü", "null", "a "];

    private readonly Random _random;
    private readonly DiffDatabases _databases;
    private readonly string[] _columns;
    private readonly string[] _key;
    private readonly bool _hasRowNumber;

    public RandomTable(DiffDatabases databases, Random random, int number)
    {
        _databases = databases;
        _random = random;
        Name = $"{s_names[number % s_names.Length]}{(number < s_names.Length ? "" : number)}";
        string[] columns = [.. s_names.OrderBy(_ => random.Next()).Take(random.Next(2, 6))];
        Kind = random.Next(6);
        string end = "";
        switch (Kind)
        {
            case 0: // an integer key, which is the rowid itself
                _key = [columns[0]];
                break;
            case 1: // a text key, which may be null
                _key = [columns[0]];
                _hasRowNumber = true;
                break;
            case 2: // a composite key with its columns in a different order from the table's
                _key = [columns[1], columns[0]];
                _hasRowNumber = true;
                break;
            case 3:
                _key = [columns[1], columns[0]];
                end = " WITHOUT ROWID";
                break;
            case 4: // no key, but an id column
                columns = [.. columns, "id"];
                _key = ["id"];
                _hasRowNumber = true;
                break;
            default:
                _key = ["rowid"];
                _hasRowNumber = true;
                break;
        }

        _columns = columns;
        string[] definitions = [.. columns.Select((column, i) => $"{Quote(column)} {Type(column, i)}")];
        string key = Kind is >= 1 and <= 3 ? $", PRIMARY KEY ({string.Join(", ", _key.Select(Quote))})" : "";
        databases.RunInBoth($"CREATE TABLE @.{Quote(Name)} ({string.Join(", ", definitions)}{key}){end}");
    }

    public string Name { get; }

    private int Kind { get; }

    /// <summary>Fills both databases with the same rows, then changes the current one.</summary>
    public void Fill(int rows, int changes)
    {
        for (int i = 0; i < rows; i++)
        {
            Insert("seed", i);
        }

        _databases.Run($"INSERT INTO main.{Quote(Name)} SELECT * FROM seed.{Quote(Name)}{(_hasRowNumber ? " ORDER BY rowid" : "")}");
        for (int i = 0; i < changes; i++)
        {
            switch (_random.Next(3))
            {
                case 0:
                    Insert("main", rows + i);
                    break;
                case 1:
                    _databases.Run($"DELETE FROM main.{Quote(Name)} WHERE {Place()}");
                    break;
                default:
                    string column = _columns[_random.Next(_columns.Length)];
                    _databases.Run($"UPDATE OR IGNORE main.{Quote(Name)} SET {Quote(column)} = ?1 WHERE {Place()}", Value(column, rows + i));
                    break;
            }
        }
    }

    /// <summary>Computes the diff in the shape of the server's answer, sorted.</summary>
    public JsonObject Compare()
    {
        Dictionary<string, object?[]> before = Read("seed");
        Dictionary<string, object?[]> after = Read("main");
        JsonArray modified = [];
        int unchanged = 0;
        foreach ((string key, object?[] now) in after)
        {
            if (before.TryGetValue(key, out object?[]? then))
            {
                JsonObject changes = [];
                for (int i = 0; i < _columns.Length; i++)
                {
                    if (Exact(then[i]) != Exact(now[i]))
                    {
                        changes[_columns[i]] = new JsonObject { ["before"] = Json(then[i]), ["after"] = Json(now[i]) };
                    }
                }

                if (changes.Count > 0)
                {
                    modified.Add(new JsonObject { ["row_id"] = RowId(now), ["changes"] = changes, ["data"] = Data(now) });
                }
                else
                {
                    unchanged++;
                }
            }
        }

        JsonArray added = [.. after.Where(row => !before.ContainsKey(row.Key)).Select(row => Row(row.Value))];
        JsonArray removed = [.. before.Where(row => !after.ContainsKey(row.Key)).Select(row => Row(row.Value))];
        return Sort(new JsonObject
        {
            ["table_name"] = Name,
            ["primary_key"] = new JsonArray([.. _key.Select(static part => JsonValue.Create(part))]),
            ["total_changes"] = added.Count + removed.Count + modified.Count,
            ["added_rows"] = added,
            ["removed_rows"] = removed,
            ["modified_rows"] = modified,
            ["unchanged_count"] = unchanged,
        });
    }

    /// <summary>Returns a diff with its members and rows sorted.</summary>
    public static JsonObject Sort(JsonNode diff)
    {
        JsonObject sorted = [];
        foreach ((string name, JsonNode? value) in diff.AsObject().OrderBy(static member => member.Key, StringComparer.Ordinal))
        {
            sorted[name] = value is JsonArray rows && name.EndsWith("_rows", StringComparison.Ordinal)
                ? new JsonArray([.. rows.Select(static row => SortMembers(row!)).OrderBy(static row => row.ToJsonString(), StringComparer.Ordinal)])
                : value?.DeepClone();
        }

        return sorted;
    }

    private static JsonNode SortMembers(JsonNode node) => node is not JsonObject members
        ? node.DeepClone()
        : new JsonObject(members.OrderBy(static member => member.Key, StringComparer.Ordinal)
            .Select(static member => KeyValuePair.Create(member.Key, member.Value is null ? null : (JsonNode?)SortMembers(member.Value))));

    private string Type(string column, int place) => Kind switch
    {
        0 when place == 0 => "INTEGER PRIMARY KEY",
        1 when place == 0 => s_types[_random.Next(3, 6)],
        3 when place < 2 => s_types[_random.Next(s_types.Length)] + " NOT NULL",
        4 when column == "id" => "INTEGER",
        _ => s_types[_random.Next(s_types.Length)],
    };

    private void Insert(string database, int number) => _databases.Run(
        $"INSERT OR IGNORE INTO {database}.{Quote(Name)} VALUES ({string.Join(", ", _columns.Select(static (_, i) => $"?{i + 1}"))})",
        [.. _columns.Select(column => Value(column, number))]);

    /// <summary>Returns a condition that matches few rows or none.</summary>
    private string Place() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(_hasRowNumber ? "rowid" : $"length(CAST({Quote(_columns[0])} || {Quote(_columns[1])} AS TEXT))")} = {_random.Next(40)}");

    private object? Value(string column, int number) => column == "id" && Kind == 4 ? (_random.Next(20) == 0 ? null : (long)number)
        : Kind == 0 && column == _key[0] ? (long)number
        : _random.Next(8) switch
        {
            0 => null,
            1 => (long)_random.Next(3),
            2 => _random.Next(3) / 2.0,
            3 => new byte[] { 1, (byte)_random.Next(3) },
            4 => $"row {number}",
            _ => s_texts[_random.Next(s_texts.Length)],
        };

    /// <summary>Reads the rows by key, or by rowid if the key contains a null.</summary>
    private Dictionary<string, object?[]> Read(string database)
    {
        string number = _hasRowNumber ? ", rowid" : "";
        Dictionary<string, object?[]> rows = new(StringComparer.Ordinal);
        foreach (object?[] row in _databases.Rows($"SELECT {string.Join(", ", _columns.Select(Quote))}{number} FROM {database}.{Quote(Name)}"))
        {
            object?[] key = KeyOf(row);
            rows.Add(key.Contains(null) ? $"row {row[^1]}" : string.Join('|', key.Select(Exact)), row);
        }

        return rows;
    }

    private object?[] KeyOf(object?[] row) => [.. _key.Select(part => part == "rowid" ? row[^1] : row[Array.IndexOf(_columns, part)])];

    private JsonNode? RowId(object?[] row)
    {
        object?[] key = KeyOf(row);
        return key.Length == 1 ? Json(key[0]) : new JsonArray([.. key.Select(Json)]);
    }

    private JsonObject Row(object?[] row) => new() { ["row_id"] = RowId(row), ["data"] = Data(row) };

    private JsonObject Data(object?[] row)
    {
        JsonObject data = [];
        for (int i = 0; i < _columns.Length; i++)
        {
            data[_columns[i]] = Json(row[i]);
        }

        if (_hasRowNumber)
        {
            data["rowid"] = Json(row[^1]);
        }

        return data;
    }

    private static string Exact(object? value) => value switch
    {
        null => "null",
        long or double => "number " + Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        byte[] bytes => "bytes " + Convert.ToHexString(bytes),
        _ => "text " + value,
    };

    private static JsonNode? Json(object? value) => value switch
    {
        null => null,
        long number => JsonValue.Create(number),
        double real => JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(real)),
        byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
        _ => JsonValue.Create((string)value),
    };

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
