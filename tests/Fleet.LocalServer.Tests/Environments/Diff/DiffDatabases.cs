using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Diff;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Tests.Environments.Diff;

/// <summary>A seed and a current database in memory, on one connection as in the server.</summary>
internal sealed class DiffDatabases : IDisposable
{
    public DiffDatabases()
    {
        SQLitePCL.Batteries_V2.Init();
        Connection = new SqliteConnection("Data Source=:memory:");
        Connection.Open();
        Run("ATTACH ':memory:' AS seed");
    }

    public SqliteConnection Connection { get; }

    /// <summary>Runs statements in both databases, replacing <c>@</c> with the database's name.</summary>
    public void RunInBoth(string sql)
    {
        Run(sql.Replace("@", "seed", StringComparison.Ordinal));
        Run(sql.Replace("@", "main", StringComparison.Ordinal));
    }

    public void Run(string sql, params object?[] arguments)
    {
        using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < arguments.Length; i++)
        {
            command.Parameters.AddWithValue($"?{i + 1}", arguments[i] ?? DBNull.Value);
        }

        command.ExecuteNonQuery();
    }

    public List<object?[]> Rows(string sql)
    {
        using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<object?[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }

    /// <summary>Compares the two databases.</summary>
    /// <param name="ignore">The <c>ignore_config</c> of the request.</param>
    public JsonObject Compare(string ignore = "null")
    {
        byte[] request = System.Text.Encoding.UTF8.GetBytes($$"""{"ignore_config":{{ignore}}}""");
        JsonFields fields = RequestBody.Fields(JsonElement.Parse(request), request);
        DiffFilter filter = DiffFilter.Read(fields);
        fields.ThrowIfInvalid();
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter writer = new(bytes, Answer.WriterOptions))
        {
            new DatabaseDiff(Connection, filter).Write(writer);
        }

        return JsonNode.Parse(bytes.WrittenSpan)!.AsObject();
    }

    public void Dispose() => Connection.Dispose();
}
