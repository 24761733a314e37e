using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// Access to the databases of one instance under the server's guard (authorizer, time and size limits): <c>seed</c>, the initial state, which is
/// read-only, and <c>current</c>.
/// </summary>
internal interface IInstanceDatabases
{
    /// <summary>The names of the databases.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Runs one SQL statement. SQL errors are returned in <see cref="SqlResult.Error"/>.</summary>
    Task<SqlResult> QueryAsync(string database, string sql, IReadOnlyList<object?> arguments, bool readOnly, CancellationToken ct);

    /// <summary>Lists the tables and their columns.</summary>
    Task<IReadOnlyList<TableDescription>> DescribeAsync(string database, CancellationToken ct);

    /// <summary>Reads from both databases on one read-only connection, where <c>main</c> is the current one and <c>seed</c> is attached.</summary>
    Task<T> ReadBothAsync<T>(Func<SqliteConnection, T> read, CancellationToken ct);
}

/// <summary>The result of a statement: rows for a query, counts for a change, or an error.</summary>
internal sealed record SqlResult(
    IReadOnlyList<string>? Columns,
    IReadOnlyList<object?[]>? Rows,
    long? RowsAffected,
    long? LastInsertId,
    string? Error);

/// <summary>A table of an instance's database.</summary>
internal sealed record TableDescription(string Name, string Sql, IReadOnlyList<ColumnDescription> Columns);

/// <summary>A column. <paramref name="Pk"/> is its position in the primary key, starting at 1, or 0 if it is not part of the key.</summary>
internal sealed record ColumnDescription(string Name, string Type, bool NotNull, string? DefaultValue, int Pk);
