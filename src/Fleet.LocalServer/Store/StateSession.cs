using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Store;

/// <summary>Runs statements over one connection and keeps them prepared. Parameters are <c>?1</c>, <c>?2</c> and so on.</summary>
internal sealed class StateSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    /// <summary>The connection.</summary>
    public SqliteConnection Connection { get; } = connection;

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> arguments) => Bind(sql, arguments).ExecuteNonQuery();

    /// <summary>Reads rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> arguments)
    {
        List<T> rows = [];
        using SqliteDataReader reader = Bind(sql, arguments).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Reads the first row; the default value if there is none.</summary>
    public T? QueryFirst<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> arguments)
    {
        using SqliteDataReader reader = Bind(sql, arguments).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values)
        {
            command.Dispose();
        }

        _prepared.Clear();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> arguments)
    {
        if (!_prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            command = Connection.CreateCommand();
#pragma warning disable CA2100 // Built from constants only; outside values are bound.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (int i = 1; i <= arguments.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
            }

            _prepared.Add(sql, command);
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        }

        return command;
    }
}
