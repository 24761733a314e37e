using Fleet.LocalServer.Environments.Instances;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Tests.Environments.Verification;

/// <summary>Databases that call back into a test before each statement of a verifier.</summary>
internal sealed class GatedDatabases(IInstanceDatabases databases, Func<string, Task> before) : IInstanceDatabases
{
    public IReadOnlyList<string> Names => databases.Names;

    public async Task<SqlResult> QueryAsync(string database, string sql, IReadOnlyList<object?> arguments, bool readOnly, CancellationToken ct)
    {
        await before(sql);
        return await databases.QueryAsync(database, sql, arguments, readOnly, ct);
    }

    public Task<IReadOnlyList<TableDescription>> DescribeAsync(string database, CancellationToken ct) => databases.DescribeAsync(database, ct);

    public Task<T> ReadBothAsync<T>(Func<SqliteConnection, T> read, CancellationToken ct) => databases.ReadBothAsync(read, ct);
}
