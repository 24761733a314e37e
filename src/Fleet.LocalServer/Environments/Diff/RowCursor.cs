using System.Runtime.InteropServices;
using System.Text.Json;
using Fleet.LocalServer.Environments.Instances;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>
/// Steps through the rows of a statement. Values are compared and written straight from SQLite's memory: comparing large tables reads millions of
/// them, and boxing each would take longer than finding them.
/// </summary>
internal sealed class RowCursor : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    private RowCursor(sqlite3 database, sqlite3_stmt statement)
    {
        _database = database;
        _statement = statement;
    }

    /// <summary>Prepares a statement.</summary>
    /// <exception cref="SqliteException">The statement is invalid.</exception>
    public static RowCursor Open(SqliteConnection connection, string sql)
    {
        sqlite3 database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out sqlite3_stmt statement), database);
        return new RowCursor(database, statement);
    }

    /// <summary>Advances to the next row.</summary>
    /// <returns>False if there are no more rows.</returns>
    public bool Read()
    {
        int code = raw.sqlite3_step(_statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }

        return code == raw.SQLITE_ROW;
    }

    /// <summary>Reads the value of an integer column.</summary>
    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Returns true if a value is null.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>Writes a value in the same way as <see cref="SqlJson"/>.</summary>
    public void Write(Utf8JsonWriter writer, int column)
    {
        switch (raw.sqlite3_column_type(_statement, column))
        {
            case raw.SQLITE_NULL:
                writer.WriteNullValue();
                break;
            case raw.SQLITE_INTEGER:
                writer.WriteNumberValue(raw.sqlite3_column_int64(_statement, column));
                break;
            case raw.SQLITE_FLOAT:
                SqlJson.Write(writer, raw.sqlite3_column_double(_statement, column));
                break;
            case raw.SQLITE_BLOB:
                writer.WriteBase64StringValue(Bytes(column));
                break;
            default:
                SqlJson.WriteText(writer, Text(column));
                break;
        }
    }

    /// <summary>Returns true if two columns have identical values. An integer and a real number of the same value count as identical.</summary>
    public bool AreSame(int one, int other)
    {
        int kind = raw.sqlite3_column_type(_statement, one);
        int otherKind = raw.sqlite3_column_type(_statement, other);
        return (kind, otherKind) switch
        {
            (raw.SQLITE_NULL, raw.SQLITE_NULL) => true,
            (raw.SQLITE_INTEGER, raw.SQLITE_INTEGER) => Integer(one) == Integer(other),
            (raw.SQLITE_FLOAT, raw.SQLITE_FLOAT) => Real(one) == Real(other),
            (raw.SQLITE_INTEGER, raw.SQLITE_FLOAT) => IsWhole(Real(other), Integer(one)),
            (raw.SQLITE_FLOAT, raw.SQLITE_INTEGER) => IsWhole(Real(one), Integer(other)),
            (raw.SQLITE_TEXT, raw.SQLITE_TEXT) => Text(one).SequenceEqual(Text(other)),
            (raw.SQLITE_BLOB, raw.SQLITE_BLOB) => Bytes(one).SequenceEqual(Bytes(other)),
            _ => false,
        };
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>Returns true if a real number equals an integer exactly. 2^63 itself is out of range for a long.</summary>
    private static bool IsWhole(double real, long whole) => real < 9223372036854775808.0 && real == whole && (long)real == whole;

    private double Real(int column) => raw.sqlite3_column_double(_statement, column);

    private ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Reads text as UTF-8, whatever the database's encoding. The length is valid only after the text has been requested.</summary>
    private ReadOnlySpan<byte> Text(int column)
    {
        utf8z text = raw.sqlite3_column_text(_statement, column);
        int length = raw.sqlite3_column_bytes(_statement, column);
        return length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(in text.GetPinnableReference(), length);
    }
}
