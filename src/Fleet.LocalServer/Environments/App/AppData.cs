using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.App;

/// <summary>The current data of a running instance, as its application sees it.</summary>
internal class AppData(LiveInstance instance, CancellationToken cancel)
{
    private IReadOnlyList<TableSchema>? _tables;

    public LiveInstance Instance { get; } = instance;

    /// <summary>Returns the tables, reading the schema on first use.</summary>
    public async Task<IReadOnlyList<TableSchema>> TablesAsync() => _tables ??=
        [.. (await Instance.Databases.DescribeAsync(InstanceDatabases.Current, cancel)).Select(static table => new TableSchema(table))];

    /// <summary>Returns the foreign keys.</summary>
    public async Task<IReadOnlyList<ForeignKey>> ForeignKeysAsync() =>
        await ForeignKey.ReadAsync(Instance.Databases, await TablesAsync(), cancel);

    /// <summary>Queries the current data.</summary>
    /// <exception cref="ApiException">SQLite reports an error.</exception>
    public async Task<SqlResult> ReadAsync(string sql, IReadOnlyList<object?> arguments)
    {
        SqlResult result = await Instance.Databases.QueryAsync(InstanceDatabases.Current, sql, arguments, readOnly: true, cancel);
        return result.Error is { } error ? throw ApiException.BadRequest(error) : result;
    }

    /// <summary>Changes the current data. Errors from SQLite are in the result.</summary>
    public Task<SqlResult> ChangeAsync(string sql, IReadOnlyList<object?> arguments) =>
        Instance.Databases.QueryAsync(InstanceDatabases.Current, sql, arguments, readOnly: false, cancel);
}
