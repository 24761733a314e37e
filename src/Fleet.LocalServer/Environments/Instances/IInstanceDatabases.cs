using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// Access to the databases of one instance under the server's own guard (authorizer, time and size limits).
/// Their names are <c>seed</c> (as at the start, read-only) and <c>current</c>.
/// </summary>
internal interface IInstanceDatabases
{
    /// <summary>The names of the databases.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Runs one SQL statement. A failure of the SQL is in <see cref="SqlResult.Error"/>.</summary>
    Task<SqlResult> QueryAsync(string database, string sql, IReadOnlyList<object?> arguments, bool readOnly, CancellationToken ct);

    /// <summary>Lists the tables and their columns.</summary>
    Task<IReadOnlyList<TableDescription>> DescribeAsync(string database, CancellationToken ct);

    /// <summary>Reads both databases over one read-only connection: <c>main</c> is current and <c>seed</c> is attached.</summary>
    Task<T> ReadBothAsync<T>(Func<SqliteConnection, T> read, CancellationToken ct);
}

/// <summary>What a statement gave: rows for a query, counts for a change, or an error.</summary>
internal sealed record SqlResult(
    IReadOnlyList<string>? Columns,
    IReadOnlyList<object?[]>? Rows,
    long? RowsAffected,
    long? LastInsertId,
    string? Error);

/// <summary>A table of an instance's database.</summary>
internal sealed record TableDescription(string Name, string Sql, IReadOnlyList<ColumnDescription> Columns);

/// <summary>A column: <paramref name="Pk"/> is its place in the primary key from 1 on, or 0.</summary>
internal sealed record ColumnDescription(string Name, string Type, bool NotNull, string? DefaultValue, int Pk);
