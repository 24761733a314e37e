using System.Text.Json;
using Fleet.LocalServer.Environments.App;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Hosting;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>
/// The differences of one table. Rows with a null in their key cannot be told apart and are left out. Values are the same when SQLite holds them for
/// the same whatever the column's collation, so 1 and 1.0 are, and two spellings of one JSON text are not.
/// </summary>
internal sealed class TableDiff
{
    /// <summary>The most bytes a comparison may give.</summary>
    private const long MaxBytes = 256L * 1024 * 1024;

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

    /// <summary>What tells the rows apart.</summary>
    public IReadOnlyList<string> Key { get; }

    /// <summary>Whether both sides have what tells the rows apart.</summary>
    private bool IsComparable => _before is not null && _after is not null && Key.All(part => HasPart(_before, part) && HasPart(_after, part));

    /// <summary>The condition that two rows are the same one.</summary>
    private string SameKey => string.Join(" AND ", Key.Select(static part => TableSchema.Quote(part)).Select(static part =>
        // The first can use the index of the key, whatever its collation takes for equal; the second is exact.
        $"n.{part} = o.{part} AND +n.{part} IS +o.{part} COLLATE BINARY"));

    /// <summary>How many rows there are now.</summary>
    public long CountAfter()
    {
        if (_after is null)
        {
            return 0;
        }

        using SqliteCommand command = Command($"SELECT COUNT(*) FROM {_after.Quoted} AS n WHERE {HasKey(_after)}");
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Writes the rows that are new.</summary>
    /// <returns>How many there are.</returns>
    public long WriteAdded(Utf8JsonWriter writer) => WriteRows(writer, "added_rows", _after, _before);

    /// <summary>Writes the rows that are gone.</summary>
    /// <returns>How many there are.</returns>
    public long WriteRemoved(Utf8JsonWriter writer) => WriteRows(writer, "removed_rows", _before, _after);

    /// <summary>Writes the rows that differ, with what differs and the row as it is now.</summary>
    /// <returns>How many there are.</returns>
    public long WriteModified(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("modified_rows");
        long count = 0;
        string[] compared = [.. _fields.Except(Key, StringComparer.OrdinalIgnoreCase)];
        if (IsComparable && _before is not null && _after is not null && compared.Length > 0)
        {
            (string, string)[] sides = [.. compared.Select(field => (Value(_after, "n", field), Value(_before, "o", field)))];
            string differs = string.Join(" OR ", sides.Select(static side => $"+{side.Item1} IS NOT +{side.Item2} COLLATE BINARY"));
            using SqliteCommand command = Command(
                $"""
                SELECT {Selected(_after)}, {string.Join(", ", sides.Select(static side => $"{side.Item1}, {side.Item2}"))}
                FROM {_after.Quoted} AS n JOIN {_before.Quoted} AS o ON {SameKey}
                WHERE {HasKey(_after)} AND ({differs}) ORDER BY {KeyOf(_after)}
                """);
            using SqliteDataReader reader = command.ExecuteReader();
            string?[] shown = Shown(_after);
            for (; reader.Read(); count++)
            {
                writer.WriteStartObject();
                WriteRowId(writer, reader);
                writer.WriteStartObject("changes");
                for (int i = 0; i < compared.Length; i++)
                {
                    int at = Key.Count + shown.Length + (2 * i);
                    WriteChange(writer, compared[i], Read(reader, at + 1), Read(reader, at));
                }

                writer.WriteEndObject();
                WriteData(writer, reader, shown);
                writer.WriteEndObject();
                RequireSpace(writer);
            }
        }

        writer.WriteEndArray();
        return count;
    }

    private static void WriteChange(Utf8JsonWriter writer, string field, object? before, object? after)
    {
        if (!AreSame(before, after))
        {
            writer.WriteStartObject(field);
            writer.WritePropertyName("before");
            SqlJson.Write(writer, before);
            writer.WritePropertyName("after");
            SqlJson.Write(writer, after);
            writer.WriteEndObject();
        }
    }

    private static bool AreSame(object? one, object? other) => (one, other) switch
    {
        (long whole, double real) => IsWhole(real, whole),
        (double real, long whole) => IsWhole(real, whole),
        (double a, double b) => a == b,
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        _ => Equals(one, other),
    };

    /// <summary>Whether a real number is that whole number exactly; 2^63 itself is beyond a long.</summary>
    private static bool IsWhole(double real, long whole) => real < 9223372036854775808.0 && real == whole && (long)real == whole;

    private static object? Read(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetValue(column);

    private static void RequireSpace(Utf8JsonWriter writer)
    {
        if (writer.BytesCommitted + writer.BytesPending > MaxBytes)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The diff is larger than {MaxBytes} bytes; leave out tables or fields with ignore_config");
        }
    }

    private long WriteRows(Utf8JsonWriter writer, string member, DiffTable? here, DiffTable? there)
    {
        writer.WriteStartArray(member);
        long count = 0;
        if (here is not null)
        {
            // A join, since SQLite makes itself an index for one where the key has none, and for a subquery it does not.
            (string join, string unmatched) = there is null || !IsComparable
                ? ("", "")
                : ($" LEFT JOIN {there.Quoted} AS o ON {SameKey}", $" AND o.{TableSchema.Quote(Key[0])} IS NULL");
            using SqliteCommand command = Command($"SELECT {Selected(here)} FROM {here.Quoted} AS n{join} WHERE {HasKey(here)}{unmatched} ORDER BY {KeyOf(here)}");
            using SqliteDataReader reader = command.ExecuteReader();
            string?[] shown = Shown(here);
            for (; reader.Read(); count++)
            {
                writer.WriteStartObject();
                WriteRowId(writer, reader);
                WriteData(writer, reader, shown);
                writer.WriteEndObject();
                RequireSpace(writer);
            }
        }

        writer.WriteEndArray();
        return count;
    }

    private void WriteRowId(Utf8JsonWriter writer, SqliteDataReader reader)
    {
        writer.WritePropertyName("row_id");
        if (Key.Count == 1)
        {
            SqlJson.Write(writer, Read(reader, 0));
            return;
        }

        writer.WriteStartArray();
        for (int i = 0; i < Key.Count; i++)
        {
            SqlJson.Write(writer, Read(reader, i));
        }

        writer.WriteEndArray();
    }

    private void WriteData(Utf8JsonWriter writer, SqliteDataReader reader, string?[] shown)
    {
        writer.WriteStartObject("data");
        for (int i = 0; i < shown.Length; i++)
        {
            if (shown[i] is { } name)
            {
                writer.WritePropertyName(name);
                SqlJson.Write(writer, Read(reader, Key.Count + i));
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>The members of <c>data</c>, in the order of <see cref="Selected"/>: the row number first, where there is one, then the fields.</summary>
    private string?[] Shown(DiffTable table) => [table.RowNumber, .. _fields.Where(table.Has)];

    private string Selected(DiffTable table) => string.Join(
        ", ",
        [
            KeyOf(table),
            table.RowNumber is { } number ? $"n.{number}" : "NULL",
            .. _fields.Where(table.Has).Select(static field => $"n.{TableSchema.Quote(field)}"),
        ]);

    private string KeyOf(DiffTable table) => string.Join(", ", Key.Select(part => HasPart(table, part) ? $"n.{TableSchema.Quote(part)}" : "NULL"));

    private string HasKey(DiffTable table) => string.Join(" AND ", Key.Where(part => HasPart(table, part)).Select(static part => $"n.{TableSchema.Quote(part)} IS NOT NULL").DefaultIfEmpty("TRUE"));

    private static bool HasPart(DiffTable table, string part) => table.Has(part) || part == table.RowNumber;

    private static string Value(DiffTable table, string alias, string field) => table.Has(field) ? $"{alias}.{TableSchema.Quote(field)}" : "NULL";

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Names come from the schema and are quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
