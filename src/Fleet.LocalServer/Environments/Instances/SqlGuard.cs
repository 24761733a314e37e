using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// Confines a caller's SQL to one database: no other files, no extensions, no settings that could corrupt it, no changes where only reading is
/// allowed, and a time limit on statements.
/// </summary>
internal sealed class SqlGuard
{
    private const int InstructionsBetweenChecks = 2000;
    private const int DbConfigEnableLoadExtension = 1005;
    private const int DbConfigDefensive = 1010;
    private const int DbConfigTrustedSchema = 1017;
    private const int LimitLength = 0;
    private const int LimitSqlLength = 1;
    private const int LimitAttached = 7;
    private const int MaxValueBytes = 32 * 1024 * 1024;
    private const int MaxSqlBytes = 1024 * 1024;

    private static readonly HashSet<string> s_readingPragmas = new(StringComparer.OrdinalIgnoreCase)
    {
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check",
        "integrity_check", "quick_check", "collation_list", "function_list", "module_list", "pragma_list", "compile_options",
    };

    private static readonly HashSet<string> s_readablePragmas = new(StringComparer.OrdinalIgnoreCase)
    {
        "user_version", "schema_version", "application_id", "encoding", "page_count", "page_size", "freelist_count", "foreign_keys", "data_version",
    };

    private static readonly HashSet<string> s_refusedFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "load_extension", "readfile", "writefile", "edit", "fts3_tokenizer",
    };

    private static readonly HashSet<string> s_modules = new(StringComparer.OrdinalIgnoreCase) { "fts5", "fts4", "fts3", "rtree", "geopoly" };

    private readonly bool _readOnly;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _cancel;
    private readonly long _start = Stopwatch.GetTimestamp();

    private SqlGuard(bool readOnly, TimeSpan limit, CancellationToken cancel)
    {
        _readOnly = readOnly;
        _limit = limit;
        _cancel = cancel;
    }

    /// <summary>The reason for refusing a statement, for use in the error; null if none was refused.</summary>
    public string? Refused { get; private set; }

    /// <summary>True if a statement was stopped because it exceeded the time limit.</summary>
    public bool RanTooLong { get; private set; }

    /// <summary>Applies a guard to a connection for as long as that is open.</summary>
    public static SqlGuard Apply(SqliteConnection connection, bool readOnly, TimeSpan limit, CancellationToken cancel)
    {
        SqlGuard guard = new(readOnly, limit, cancel);
        sqlite3 handle = connection.Handle!;
        raw.sqlite3_db_config(handle, DbConfigEnableLoadExtension, 0, out _);
        raw.sqlite3_db_config(handle, DbConfigDefensive, 1, out _);
        raw.sqlite3_db_config(handle, DbConfigTrustedSchema, 0, out _);
        raw.sqlite3_limit(handle, LimitLength, MaxValueBytes);
        raw.sqlite3_limit(handle, LimitSqlLength, MaxSqlBytes);
        raw.sqlite3_limit(handle, LimitAttached, 1);
        raw.sqlite3_progress_handler(handle, InstructionsBetweenChecks, guard.OnProgress, null);
        raw.sqlite3_set_authorizer(handle, guard.Authorize, null);
        return guard;
    }

    private int OnProgress(object state)
    {
        RanTooLong = Stopwatch.GetElapsedTime(_start) > _limit;
        return RanTooLong || _cancel.IsCancellationRequested ? 1 : 0;
    }

    private int Authorize(object state, int action, string first, string second, string database, string trigger)
    {
        string? refused = action switch
        {
            raw.SQLITE_ATTACH => "ATTACH and VACUUM are not allowed",
            raw.SQLITE_DETACH => "DETACH is not allowed",
            raw.SQLITE_PRAGMA when !IsAllowedPragma(first, second) => $"PRAGMA {first} is not allowed",
            raw.SQLITE_FUNCTION when s_refusedFunctions.Contains(second) => $"the function {second} is not allowed",
            raw.SQLITE_CREATE_VTABLE when !s_modules.Contains(second) => $"virtual tables of {second} are not allowed",
            raw.SQLITE_TRANSACTION or raw.SQLITE_SAVEPOINT => "transactions across statements are not supported: every statement is one",
            _ when _readOnly && IsWrite(action) => "attempt to write a read-only database",
            _ => null,
        };
        if (refused is null)
        {
            return raw.SQLITE_OK;
        }

        Refused ??= refused;
        return raw.SQLITE_DENY;
    }

    private static bool IsAllowedPragma(string name, string? argument) =>
        s_readingPragmas.Contains(name) || (argument is null && s_readablePragmas.Contains(name));

    private static bool IsWrite(int action) => action
        is raw.SQLITE_INSERT or raw.SQLITE_UPDATE or raw.SQLITE_DELETE
        or raw.SQLITE_ALTER_TABLE or raw.SQLITE_REINDEX or raw.SQLITE_ANALYZE
        or raw.SQLITE_CREATE_INDEX or raw.SQLITE_CREATE_TABLE or raw.SQLITE_CREATE_TRIGGER or raw.SQLITE_CREATE_VIEW or raw.SQLITE_CREATE_VTABLE
        or raw.SQLITE_CREATE_TEMP_INDEX or raw.SQLITE_CREATE_TEMP_TABLE or raw.SQLITE_CREATE_TEMP_TRIGGER or raw.SQLITE_CREATE_TEMP_VIEW
        or raw.SQLITE_DROP_INDEX or raw.SQLITE_DROP_TABLE or raw.SQLITE_DROP_TRIGGER or raw.SQLITE_DROP_VIEW or raw.SQLITE_DROP_VTABLE
        or raw.SQLITE_DROP_TEMP_INDEX or raw.SQLITE_DROP_TEMP_TABLE or raw.SQLITE_DROP_TEMP_TRIGGER or raw.SQLITE_DROP_TEMP_VIEW;
}
