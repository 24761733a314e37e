using System.Text.Json;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>
/// Compares one table. Rows are matched by key. SQLite allows nulls in keys, and nulls never equal each other, so a row with a null in its key
/// matches the row with the same rowid, provided that one has a null in its key too.
/// </summary>
internal sealed class TableDiff
{
    /// <summary>The size limit of a comparison in bytes.</summary>
    private const long MaxBytes = 256L * 1024 * 1024;

    private static readonly JsonEncodedText s_rowId = JsonEncodedText.Encode("row_id");
    private static readonly JsonEncodedText s_data = JsonEncodedText.Encode("data");
    private static readonly JsonEncodedText s_changes = JsonEncodedText.Encode("changes");
    private static readonly JsonEncodedText s_before = JsonEncodedText.Encode("before");
    private static readonly JsonEncodedText s_after = JsonEncodedText.Encode("after");

    private readonly SqliteConnection _connection;
    private readonly DiffTable? _before;
    private readonly DiffTable? _after;
    private readonly string[] _fields;

    public TableDiff(SqliteConnection connection, DiffFilter filter, DiffTable? before, DiffTable? after, IReadOnlyList<string> key)
    {
        _connection = connection;
        _before = before;
        _after = after;
        Key = key;
        string name = (after ?? before)!.Name;
        _fields = [.. (after?.Columns ?? []).Union(before?.Columns ?? [], StringComparer.OrdinalIgnoreCase).Where(field => filter.Takes(name, field))];
    }

    /// <summary>The columns that identify a row.</summary>
    public IReadOnlyList<string> Key { get; }

    /// <summary>True if both sides have all parts of the key.</summary>
    private bool IsComparable => _before is not null && _after is not null && Key.All(part => HasPart(_before, part) && HasPart(_after, part));

    /// <summary>The condition under which two rows with complete keys match.</summary>
    private string SameKey => string.Join(" AND ", Key.Select(static part => TableSchema.Quote(part)).Select(static part =>
        // The first comparison can use the key's index, under whatever collation the key has; the second is exact.
        $"n.{part} = o.{part} AND +n.{part} IS +o.{part} COLLATE BINARY"));

    /// <summary>Counts the rows of the new side.</summary>
    public long CountAfter()
    {
        if (_after is null)
        {
            return 0;
        }

        using RowCursor rows = RowCursor.Open(_connection, $"SELECT COUNT(*) FROM {_after.Quoted}");
        rows.Read();
        return rows.Integer(0);
    }

    /// <summary>Writes the added rows.</summary>
    /// <returns>The number of rows.</returns>
    public long WriteAdded(Utf8JsonWriter writer) => WriteRows(writer, "added_rows", _after, _before);

    /// <summary>Writes the removed rows.</summary>
    /// <returns>The number of rows.</returns>
    public long WriteRemoved(Utf8JsonWriter writer) => WriteRows(writer, "removed_rows", _before, _after);

    /// <summary>Writes the modified rows, each with its changes and its current values.</summary>
    /// <returns>The number of rows.</returns>
    public long WriteModified(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("modified_rows");
        long count = 0;
        string[] compared = [.. _fields.Except(Key, StringComparer.OrdinalIgnoreCase)];
        if (IsComparable && _before is not null && _after is not null)
        {
            if (compared.Length > 0)
            {
                count += WriteModified(writer, _after, _before, compared, $"{SameKey} WHERE {IsWhole("n", _after)}", KeyOf(_after));
            }

            // Two keys may differ in which of their parts are null, so all fields are compared here.
            if (_fields.Length > 0 && SameNumber(_after, _before) is { } same && HasPartialKeys(_after))
            {
                string partialKeys = $"NOT ({IsWhole("n", _after)}) AND NOT ({IsWhole("o", _before)})";
                count += WriteModified(writer, _after, _before, _fields, $"{same} WHERE {partialKeys}", $"n.{_after.RowNumber}");
            }
        }

        writer.WriteEndArray();
        return count;
    }

    private long WriteModified(Utf8JsonWriter writer, DiffTable after, DiffTable before, string[] compared, string match, string order)
    {
        RowLayout layout = new(this, after);
        (string Now, string Then)[] sides = [.. compared.Select(field => (Value(after, "n", field), Value(before, "o", field)))];
        string differs = string.Join(" OR ", sides.Select(static side => $"+{side.Now} IS NOT +{side.Then} COLLATE BINARY"));
        int[] now = [.. compared.Select(layout.FieldAt)];
        int then = layout.Count;
        JsonEncodedText[] names = [.. compared.Select(Name)];
        using RowCursor rows = RowCursor.Open(
            _connection,
            $"SELECT {layout.Selected}, {string.Join(", ", sides.Select(static side => side.Then))} "
                + $"FROM {after.Quoted} AS n JOIN {before.Quoted} AS o ON {match} AND ({differs}) ORDER BY {order}");
        long count = 0;
        for (; rows.Read(); count++)
        {
            writer.WriteStartObject();
            layout.WriteRowId(writer, rows);
            writer.WriteStartObject(s_changes);
            for (int i = 0; i < compared.Length; i++)
            {
                if (now[i] < 0 ? !rows.IsNull(then + i) : !rows.AreSame(now[i], then + i))
                {
                    WriteChange(writer, names[i], rows, then + i, now[i]);
                }
            }

            writer.WriteEndObject();
            layout.WriteData(writer, rows);
            writer.WriteEndObject();
            RequireSpace(writer);
        }

        return count;
    }

    private static void WriteChange(Utf8JsonWriter writer, JsonEncodedText name, RowCursor rows, int before, int after)
    {
        writer.WriteStartObject(name);
        writer.WritePropertyName(s_before);
        rows.Write(writer, before);
        writer.WritePropertyName(s_after);
        if (after < 0)
        {
            // The column no longer exists.
            writer.WriteNullValue();
        }
        else
        {
            rows.Write(writer, after);
        }

        writer.WriteEndObject();
    }

    private long WriteRows(Utf8JsonWriter writer, string member, DiffTable? here, DiffTable? there)
    {
        writer.WriteStartArray(member);
        long count = 0;
        if (here is not null && (there is null || !IsComparable))
        {
            count = WriteRows(writer, here, $"ORDER BY {KeyOf(here)}");
        }
        else if (here is not null && there is not null)
        {
            // A join rather than a subquery: SQLite builds a temporary index for a join if the key has none, but not for a subquery.
            count = WriteRows(
                writer,
                here,
                $"LEFT JOIN {there.Quoted} AS o ON {SameKey} "
                    + $"WHERE {IsWhole("n", here)} AND o.{TableSchema.Quote(Key[0])} IS NULL ORDER BY {KeyOf(here)}");
            if (HasPartialKeys(here))
            {
                string same = SameNumber(here, there) ?? string.Join(
                    " AND ",
                    _fields.Select(field => $"{Value(here, "n", field)} IS {Value(there, "o", field)} COLLATE BINARY").DefaultIfEmpty("TRUE"));
                count += WriteRows(
                    writer,
                    here,
                    $"WHERE NOT ({IsWhole("n", here)}) "
                        + $"AND NOT EXISTS (SELECT 1 FROM {there.Quoted} AS o WHERE {same} AND NOT ({IsWhole("o", there)})) "
                        + $"ORDER BY {here.RowNumber ?? "1"}");
            }
        }

        writer.WriteEndArray();
        return count;
    }

    private long WriteRows(Utf8JsonWriter writer, DiffTable table, string rest)
    {
        RowLayout layout = new(this, table);
        using RowCursor rows = RowCursor.Open(_connection, $"SELECT {layout.Selected} FROM {table.Quoted} AS n {rest}");
        long count = 0;
        for (; rows.Read(); count++)
        {
            writer.WriteStartObject();
            layout.WriteRowId(writer, rows);
            layout.WriteData(writer, rows);
            writer.WriteEndObject();
            RequireSpace(writer);
        }

        return count;
    }

    private static void RequireSpace(Utf8JsonWriter writer)
    {
        if (writer.BytesCommitted + writer.BytesPending > MaxBytes)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The diff is larger than {MaxBytes} bytes; exclude tables or fields");
        }
    }

    private bool HasPartialKeys(DiffTable table)
    {
        using RowCursor rows = RowCursor.Open(_connection, $"SELECT 1 FROM {table.Quoted} AS n WHERE NOT ({IsWhole("n", table)}) LIMIT 1");
        return rows.Read();
    }

    /// <summary>Returns the condition under which two rows have the same rowid; null if either table has none.</summary>
    private static string? SameNumber(DiffTable here, DiffTable there) =>
        here.RowNumber is { } mine && there.RowNumber is { } other ? $"n.{mine} = o.{other}" : null;

    private string IsWhole(string alias, DiffTable table) => string.Join(
        " AND ", Key.Where(part => HasPart(table, part)).Select(part => $"{alias}.{TableSchema.Quote(part)} IS NOT NULL"));

    private string KeyOf(DiffTable table) => string.Join(", ", Key.Select(part => PartOf(table, part)));

    private static string PartOf(DiffTable table, string part) => HasPart(table, part) ? $"n.{TableSchema.Quote(part)}" : "NULL";

    private static bool HasPart(DiffTable table, string part) => table.Has(part) || part == table.RowNumber;

    private static string Value(DiffTable table, string alias, string field) => table.Has(field) ? $"{alias}.{TableSchema.Quote(field)}" : "NULL";

    private static JsonEncodedText Name(string field) => JsonEncodedText.Encode(field, Answer.WriterOptions.Encoder);

    /// <summary>The columns to select for a row, without duplicates, and their positions: the parts of the key, the rowid if any, and the fields.</summary>
    private sealed class RowLayout
    {
        private readonly List<string> _selected = [];
        private readonly int[] _key;
        private readonly List<(JsonEncodedText Name, int At)> _data = [];
        private readonly Dictionary<string, int> _fields = new(StringComparer.OrdinalIgnoreCase);

        public RowLayout(TableDiff diff, DiffTable table)
        {
            _key = [.. diff.Key.Select(part => Add(PartOf(table, part)))];
            if (table.RowNumber is { } number)
            {
                _data.Add((Name(number), Add($"n.{number}")));
            }

            foreach (string field in diff._fields.Where(table.Has))
            {
                int at = Add($"n.{TableSchema.Quote(field)}");
                _data.Add((Name(field), at));
                _fields[field] = at;
            }
        }

        public string Selected => string.Join(", ", _selected);

        public int Count => _selected.Count;

        /// <summary>Returns the position of a field, or -1.</summary>
        public int FieldAt(string field) => _fields.GetValueOrDefault(field, -1);

        public void WriteRowId(Utf8JsonWriter writer, RowCursor rows)
        {
            writer.WritePropertyName(s_rowId);
            if (_key.Length == 1)
            {
                rows.Write(writer, _key[0]);
                return;
            }

            writer.WriteStartArray();
            foreach (int at in _key)
            {
                rows.Write(writer, at);
            }

            writer.WriteEndArray();
        }

        public void WriteData(Utf8JsonWriter writer, RowCursor rows)
        {
            writer.WriteStartObject(s_data);
            foreach ((JsonEncodedText name, int at) in _data)
            {
                writer.WritePropertyName(name);
                rows.Write(writer, at);
            }

            writer.WriteEndObject();
        }

        private int Add(string expression)
        {
            int known = _selected.IndexOf(expression);
            if (known < 0)
            {
                known = _selected.Count;
                _selected.Add(expression);
            }

            return known;
        }
    }
}
