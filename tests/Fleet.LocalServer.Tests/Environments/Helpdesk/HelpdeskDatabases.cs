using Fleet.LocalServer.Environments.Instances;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Tests.Environments.Helpdesk;

/// <summary>Creates databases of helpdesk instances in the same way as the server, building each seed only once.</summary>
public sealed class HelpdeskDatabases : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-test-");
    private readonly Dictionary<string, Lazy<string>> _seeds = [];
    private readonly SeedConnections _connections = new();
    private int _count;

    public HelpdeskDatabases()
    {
        foreach (string dataKey in HelpdeskTask.All.Values.Select(task => task.DataKey).Distinct())
        {
            _seeds[dataKey] = new Lazy<string>(() => Build(dataKey));
        }
    }

    /// <summary>Creates the databases of a new instance.</summary>
    internal InstanceDatabases Create(string dataKey) =>
        new(_connections, _seeds[dataKey].Value, Path.Combine(_folder.FullName, $"{Interlocked.Increment(ref _count)}"));

    public void Dispose()
    {
        _connections.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Build(string dataKey)
    {
        string path = Path.Combine(_folder.FullName, dataKey + ".db");
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"BEGIN; {string.Join('\n', HelpdeskTask.Scripts(dataKey))} COMMIT;";
        command.ExecuteNonQuery();
        return path;
    }
}
