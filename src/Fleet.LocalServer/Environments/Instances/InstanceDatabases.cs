using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// The databases of one instance. Until the first change, both names refer to the shared, read-only seed; then <c>current</c> becomes a copy of it.
/// Access to the copy is serialized, so that callers never see a locked database.
/// </summary>
internal sealed class InstanceDatabases : IInstanceDatabases, IDisposable
{
    public const string Seed = "seed";
    public const string Current = "current";

    private static readonly TimeSpan s_statementLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_readBothLimit = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SeedConnections _seeds;
    private readonly string _seedFile;
    private readonly string _folder;
    private readonly string _currentFile;
    private bool _gone;

    /// <param name="seeds">The connections to seeds.</param>
    /// <param name="seedFile">The path of the shared seed.</param>
    /// <param name="folder">The folder for the instance's own files, created on the first change.</param>
    public InstanceDatabases(SeedConnections seeds, string seedFile, string folder)
    {
        _seeds = seeds;
        _seedFile = seedFile;
        _folder = folder;
        _currentFile = Path.Combine(folder, "current.db");
    }

    public IReadOnlyList<string> Names { get; } = [Seed, Current];

    public async Task<SqlResult> QueryAsync(string database, string sql, IReadOnlyList<object?> arguments, bool readOnly, CancellationToken ct)
    {
        Require(database);
        if (database == Seed)
        {
            return _seeds.Use(_seedFile, connection => Run(connection, sql, arguments, readOnly: true, ct));
        }

        return await InTurnAsync(
            () =>
            {
                if (!File.Exists(_currentFile))
                {
                    if (RunReading(sql, arguments, readOnly, ct) is { } read)
                    {
                        return read;
                    }

                    CopySeed();
                }

                using SqliteConnection own = Open(_currentFile);
                return Run(own, sql, arguments, readOnly, ct);
            },
            ct);
    }

    public async Task<IReadOnlyList<TableDescription>> DescribeAsync(string database, CancellationToken ct)
    {
        Require(database);
        return database == Seed ? DescribeSeed() : await InTurnAsync(() => File.Exists(_currentFile) ? DescribeOwn() : DescribeSeed(), ct);

        List<TableDescription> DescribeSeed() => _seeds.Use(_seedFile, connection => Describe(connection, ct));

        List<TableDescription> DescribeOwn()
        {
            using SqliteConnection own = Open(_currentFile);
            return Describe(own, ct);
        }
    }

    public Task<T> ReadBothAsync<T>(Func<SqliteConnection, T> read, CancellationToken ct) => InTurnAsync(
        () =>
        {
            using SqliteConnection connection = DatabasePair.Open(File.Exists(_currentFile) ? _currentFile : _seedFile, _seedFile);
            SqlGuard.Apply(connection, readOnly: true, s_readBothLimit, ct);
            return read(connection);
        },
        ct);

    /// <summary>Discards all changes.</summary>
    public Task ResetAsync(CancellationToken ct) => InTurnAsync(
        () =>
        {
            DeleteFiles();
            return true;
        },
        ct);

    /// <summary>Deletes the instance's own files once it has ended. Calls after that are refused.</summary>
    public async Task RemoveAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _gone = true;
            DeleteFiles();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Opens a database without pooling, so that its file can be deleted afterwards.</summary>
    internal static SqliteConnection Open(string file, SqliteOpenMode? mode = null)
    {
        bool shared = !file.EndsWith("current.db", StringComparison.Ordinal);
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode ?? (shared ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite),
            Pooling = false,
            ForeignKeys = true,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static void Require(string database)
    {
        if (database is not (Seed or Current))
        {
            throw ApiException.NotFound($"Resource '{database}' not found");
        }
    }

    private static SqlResult Run(SqliteConnection connection, string sql, IReadOnlyList<object?> arguments, bool readOnly, CancellationToken ct) =>
        Run(connection, SqlGuard.Apply(connection, readOnly, s_statementLimit, ct), sql, arguments, ct);

    private static SqlResult Run(SqliteConnection connection, SqlGuard guard, string sql, IReadOnlyList<object?> arguments, CancellationToken ct)
    {
        SqlResult result = SqlStatement.Run(connection, guard, sql, arguments);
        ct.ThrowIfCancellationRequested();
        return result;
    }

    private static List<TableDescription> Describe(SqliteConnection connection, CancellationToken ct)
    {
        SqlGuard guard = SqlGuard.Apply(connection, readOnly: true, s_statementLimit, ct);
        SqlResult tables = SqlStatement.Run(
            connection, guard, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", []);
        SqlResult columns = SqlStatement.Run(
            connection,
            guard,
            """
            SELECT s.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
            FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = 'table' ORDER BY s.name, c.cid
            """,
            []);
        if ((tables.Error ?? columns.Error) is { } error)
        {
            throw new InvalidOperationException($"The tables cannot be listed: {error}");
        }

        ILookup<string, ColumnDescription> byTable = columns.Rows!.ToLookup(
            static row => (string)row[0]!,
            static row => new ColumnDescription((string)row[1]!, (string)row[2]!, (long)row[3]! != 0, row[4] as string, (int)(long)row[5]!));
        return [.. tables.Rows!.Select(row => new TableDescription((string)row[0]!, (string)row[1]!, [.. byTable[(string)row[0]!]]))];
    }

    /// <summary>Runs a statement on the seed if it does not change data, or is invalid; returns null if it would change data.</summary>
    private SqlResult? RunReading(string sql, IReadOnlyList<object?> arguments, bool readOnly, CancellationToken ct) => _seeds.Use(
        _seedFile,
        connection =>
        {
            SqlGuard guard = SqlGuard.Apply(connection, readOnly, s_statementLimit, ct);
            return readOnly || (SqlStatement.IsReading(connection, sql) ?? true) ? Run(connection, guard, sql, arguments, ct) : null;
        });

    /// <summary>Creates the instance's own copy, under a temporary name until it is complete.</summary>
    private void CopySeed()
    {
        Directory.CreateDirectory(_folder);
        string part = _currentFile + ".part";
        File.Copy(_seedFile, part, overwrite: true);
        File.Move(part, _currentFile, overwrite: true);
    }

    private void DeleteFiles()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Runs work on the copy, one call at a time. The work is short or stopped by the guard's limit, and never awaits.</summary>
    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return _gone ? throw new ApiException(StatusCodes.Status410Gone, "The instance has ended") : work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
