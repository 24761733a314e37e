using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// Read-only connections to seeds, kept open from one query to the next: opening one and reading its schema costs more than most queries. Nothing is
/// carried over: a seed never changes, each query is put under a guard of its own, and only statements that read are run, so that there are no
/// temporary tables and no transactions either.
/// </summary>
internal sealed class SeedConnections : IDisposable
{
    private const int MostIdle = 4;

    private readonly ConcurrentDictionary<string, ConcurrentBag<SqliteConnection>> _idle = new(StringComparer.Ordinal);
    private volatile bool _disposed;

    /// <summary>Does something with a connection that nobody else has meanwhile.</summary>
    /// <param name="file">The seed.</param>
    /// <param name="work">What is done.</param>
    /// <returns>What it returns.</returns>
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

    /// <inheritdoc />
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
