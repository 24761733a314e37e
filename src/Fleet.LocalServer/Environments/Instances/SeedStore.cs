using System.Collections.Concurrent;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Environments.Catalog;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>Builds seed databases from the SQL of environments. Each is built once and shared by all instances; its name depends on its SQL.</summary>
internal sealed class SeedStore(string folder, ServerLog log)
{
    private readonly ConcurrentDictionary<string, Lazy<string>> _built = new(StringComparer.Ordinal);

    /// <summary>Returns the path of a seed database.</summary>
    public string PathOf(string fileName) => Path.Combine(folder, fileName);

    /// <summary>Builds a seed database if it does not exist yet.</summary>
    /// <returns>The file name.</returns>
    /// <exception cref="ApiException">The SQL is invalid.</exception>
    public string Ensure(SeedSource source) =>
        _built.GetOrAdd(source.FileName, _ => new Lazy<string>(() => Build(source))).Value;

    private string Build(SeedSource source)
    {
        string path = PathOf(source.FileName);
        if (File.Exists(path))
        {
            return source.FileName;
        }

        string part = path + ".part";
        File.Delete(part);
        using (SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = part, Pooling = false }.ToString()))
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; BEGIN");
            foreach ((string file, string sql) in source.Scripts)
            {
                try
                {
                    Execute(connection, sql);
                }
                catch (SqliteException e)
                {
                    log.Warn($"The data of '{source.EnvKey}' cannot be made: {file}: {e.Message}");
                    throw new ApiException(StatusCodes.Status500InternalServerError, $"The data of '{source.EnvKey}' cannot be made: {file}: {e.Message}");
                }
            }

            Execute(connection, "COMMIT");
        }

        File.Move(part, path, overwrite: true);
        return source.FileName;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL comes from the environment's own folder.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
