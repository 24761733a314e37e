using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Opens two databases on one read-only connection: <c>seed</c>, the earlier state, and <c>main</c>, the current one.</summary>
internal static class DatabasePair
{
    /// <summary>The offset of the read version in the file header; 2 means write-ahead log.</summary>
    private const int ReadVersionAt = 19;
    private const byte WriteAheadLog = 2;

    /// <summary>Opens both databases, without changing either or creating files beside them.</summary>
    /// <exception cref="SqliteException">One of them cannot be opened.</exception>
    public static SqliteConnection Open(string current, string seed)
    {
        SqliteConnection connection = OpenOne(current);
        try
        {
            using SqliteCommand attach = connection.CreateCommand();
            attach.CommandText = "ATTACH $file AS seed";
            attach.Parameters.AddWithValue("$file", ToUri(seed));
            attach.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads the schema of a file to find out if it is a valid database.</summary>
    /// <returns>The error from SQLite, or null.</returns>
    public static string? FindFault(string path)
    {
        using SqliteConnection connection = OpenOne(path);
        int code = raw.sqlite3_exec(connection.Handle, "SELECT COUNT(*) FROM sqlite_schema", out string error);
        return code == raw.SQLITE_OK ? null : error;
    }

    private static SqliteConnection OpenOne(string path)
    {
        SqliteConnection connection = new(
            new SqliteConnectionStringBuilder { DataSource = ToUri(path), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Returns the SQLite URI of a file. To read a database in write-ahead mode, SQLite creates files beside it unless the database is declared
    /// immutable, which is safe if the log is missing or empty.
    /// </summary>
    private static string ToUri(string path)
    {
        string full = Path.GetFullPath(path).Replace('\\', '/');
        string escaped = string.Join('/', full.Split('/').Select(Uri.EscapeDataString));
        bool settled = IsWriteAheadLog(path) && new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 };
        return $"file://{(escaped.StartsWith('/') ? "" : "/")}{escaped}?mode=ro{(settled ? "&immutable=1" : "")}";
    }

    private static bool IsWriteAheadLog(string path)
    {
        Span<byte> header = stackalloc byte[ReadVersionAt + 1];
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header[ReadVersionAt] == WriteAheadLog;
    }
}
