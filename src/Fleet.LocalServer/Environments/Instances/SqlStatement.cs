using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Runs one statement from a caller on a guarded connection. Any fault in the SQL is reported as an error in the result.</summary>
internal static class SqlStatement
{
    /// <summary>The maximum number of rows in a result.</summary>
    public const int MaxRows = 100_000;

    /// <summary>The maximum number of bytes of text and blobs in a result.</summary>
    public const long MaxResultBytes = 64L * 1024 * 1024;

    /// <summary>Returns true if a statement only reads; null if it cannot be prepared, in which case running it will report the error.</summary>
    public static bool? IsReading(SqliteConnection connection, string sql)
    {
        int code = raw.sqlite3_prepare_v2(connection.Handle, sql, out sqlite3_stmt statement, out _);
        using (statement)
        {
            return code == raw.SQLITE_OK && !statement.IsInvalid ? raw.sqlite3_stmt_readonly(statement) != 0 : null;
        }
    }

    /// <summary>Runs a statement.</summary>
    public static SqlResult Run(SqliteConnection connection, SqlGuard guard, string sql, IReadOnlyList<object?> arguments)
    {
        sqlite3 handle = connection.Handle!;
        int code = raw.sqlite3_prepare_v2(handle, sql, out sqlite3_stmt statement, out string rest);
        using (statement)
        {
            if (code != raw.SQLITE_OK)
            {
                return Fail(Explain(handle, guard));
            }

            if (statement.IsInvalid)
            {
                return Fail("the SQL holds no statement");
            }

            if (!IsBlank(handle, rest))
            {
                return Fail("only one statement can be run at a time");
            }

            int wanted = raw.sqlite3_bind_parameter_count(statement);
            if (wanted != arguments.Count)
            {
                return Fail(string.Create(CultureInfo.InvariantCulture, $"the statement has {wanted} parameters, but {arguments.Count} arguments were given"));
            }

            for (int i = 0; i < wanted; i++)
            {
                if (!Bind(statement, i + 1, arguments[i]))
                {
                    return Fail(string.Create(CultureInfo.InvariantCulture, $"argument {i} must be null, a number, text, a boolean or bytes"));
                }
            }

            return Step(handle, guard, statement);
        }
    }

    private static SqlResult Step(sqlite3 handle, SqlGuard guard, sqlite3_stmt statement)
    {
        bool reading = raw.sqlite3_stmt_readonly(statement) != 0;
        int count = raw.sqlite3_column_count(statement);
        List<object?[]> rows = [];
        long bytes = 0;
        int code;
        while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
        {
            object?[] row = new object?[count];
            for (int i = 0; i < count; i++)
            {
                row[i] = Read(statement, i, ref bytes);
            }

            rows.Add(row);
            if (rows.Count > MaxRows || bytes > MaxResultBytes)
            {
                return Fail(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the result has more than {MaxRows} rows or {MaxResultBytes} bytes; narrow it down or add a LIMIT"));
            }
        }

        if (code != raw.SQLITE_DONE)
        {
            return Fail(Explain(handle, guard));
        }

        string[]? columns = count == 0 ? null : [.. Enumerable.Range(0, count).Select(i => raw.sqlite3_column_name(statement, i).utf8_to_string())];
        if (reading)
        {
            return new SqlResult(columns, columns is null ? null : rows, null, null, null);
        }

        long inserted = raw.sqlite3_last_insert_rowid(handle);
        return new SqlResult(columns, columns is null ? null : rows, raw.sqlite3_changes(handle), inserted == 0 ? null : inserted, null);
    }

    private static bool Bind(sqlite3_stmt statement, int index, object? value)
    {
        int code = value switch
        {
            null => raw.sqlite3_bind_null(statement, index),
            bool truth => raw.sqlite3_bind_int64(statement, index, truth ? 1 : 0),
            long or int or short or byte or uint => raw.sqlite3_bind_int64(statement, index, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            double or float or decimal => raw.sqlite3_bind_double(statement, index, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            string text => raw.sqlite3_bind_text(statement, index, text),
            byte[] bytes => raw.sqlite3_bind_blob(statement, index, bytes),
            _ => raw.SQLITE_MISMATCH,
        };
        return code == raw.SQLITE_OK;
    }

    private static object? Read(sqlite3_stmt statement, int column, ref long bytes)
    {
        switch (raw.sqlite3_column_type(statement, column))
        {
            case raw.SQLITE_INTEGER:
                return raw.sqlite3_column_int64(statement, column);
            case raw.SQLITE_FLOAT:
                return raw.sqlite3_column_double(statement, column);
            case raw.SQLITE_NULL:
                return null;
            case raw.SQLITE_BLOB:
                byte[] blob = raw.sqlite3_column_blob(statement, column).ToArray();
                bytes += blob.Length;
                return blob;
            default:
                string text = raw.sqlite3_column_text(statement, column).utf8_to_string();
                bytes += text.Length;
                return text;
        }
    }

    /// <summary>Returns true if only white space and comments follow the statement.</summary>
    private static bool IsBlank(sqlite3 handle, string rest)
    {
        if (string.IsNullOrWhiteSpace(rest))
        {
            return true;
        }

        int code = raw.sqlite3_prepare_v2(handle, rest, out sqlite3_stmt next, out _);
        using (next)
        {
            return code == raw.SQLITE_OK && next.IsInvalid;
        }
    }

    private static string Explain(sqlite3 handle, SqlGuard guard) =>
        guard.RanTooLong ? "the statement ran too long and was ended"
        : guard.Refused ?? raw.sqlite3_errmsg(handle).utf8_to_string();

    private static SqlResult Fail(string error) => new(null, null, null, null, error);
}
