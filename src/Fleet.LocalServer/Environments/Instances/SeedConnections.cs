using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// A pool of read-only connections to seeds, since opening one and reading its schema costs more than most queries. Nothing carries over between
/// uses: seeds never change, every query gets its own guard, and only statements that read are run, so there are no temporary tables or open
/// transactions.
/// </summary>
internal sealed class SeedConnections : IDisposable
{
    private const int MostIdle = 4;

    private readonly ConcurrentDictionary<string, ConcurrentBag<SqliteConnection>> _idle = new(StringComparer.Ordinal);
    private volatile bool _disposed;

    /// <summary>Runs work on a connection that is used by nobody else at the time.</summary>
    /// <param name="file">The path of the seed.</param>
    /// <param name="work">The work to run.</param>
    /// <returns>The result of the work.</returns>
    public T Use<T>(string file, Func<SqliteConnection, T> work)
    {
        ConcurrentBag<SqliteConnection> idle = _idle.GetOrAdd(file, static _ => []);
        if (!idle.TryTake(out SqliteConnection? connection))
        {
            connection = InstanceDatabases.Open(file, SqliteOpenMode.ReadOnly);
        }

        bool sound = false;
        try
        {
            T result = work(connection);
            sound = true;
            return result;
        }
        finally
        {
            if (sound && !_disposed && idle.Count < MostIdle)
            {
                idle.Add(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (ConcurrentBag<SqliteConnection> idle in _idle.Values)
        {
            while (idle.TryTake(out SqliteConnection? connection))
            {
                connection.Dispose();
            }
        }
    }
}
