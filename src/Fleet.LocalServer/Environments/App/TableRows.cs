using System.Text.Json;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.App;

/// <summary>Reads and changes the rows of one table, for both the REST API and the MCP tools.</summary>
internal sealed class TableRows(AppData data, TableSchema table)
{
    /// <summary>Reads a page of rows.</summary>
    public async Task<ReadOnlyMemory<byte>> ListAsync(RowQuery query)
    {
        SqlResult total = await data.ReadAsync(query.CountSql, query.Arguments);
        SqlResult rows = await data.ReadAsync(query.RowsSql, query.Arguments);
        return RowJson.WriteList(table, query, (long)total.Rows![0][0]!, rows);
    }

    /// <summary>Returns a row.</summary>
    /// <exception cref="ApiException">The row does not exist.</exception>
    public async Task<SqlResult> GetAsync(object?[] key) =>
        Found(await data.ReadAsync($"SELECT {table.SelectList} FROM {table.Quoted} WHERE {table.KeyCondition}", key));

    /// <summary>Adds a row.</summary>
    public async Task<SqlResult> AddAsync(IReadOnlyList<(string Column, object? Value)> values)
    {
        string columns = values.Count == 0
            ? "DEFAULT VALUES"
            : $"({string.Join(", ", values.Select(static value => TableSchema.Quote(value.Column)))}) "
                + $"VALUES ({string.Join(", ", values.Select(static _ => "?"))})";
        SqlResult added = await data.ChangeAsync(
            $"INSERT INTO {table.Quoted} {columns} RETURNING {table.SelectList}", [.. values.Select(static value => value.Value)]);
        await RequireDoneAsync(added, values, key: null);
        return Found(added);
    }

    /// <summary>Changes the given columns of a row.</summary>
    public async Task<SqlResult> ChangeAsync(object?[] key, IReadOnlyList<(string Column, object? Value)> values, RowGuard guard)
    {
        if (values.Count == 0)
        {
            throw ApiException.Invalid(new FieldError(["body"], "Name at least one column", "value_error"));
        }

        string changes = string.Join(", ", values.Select(static value => $"{TableSchema.Quote(value.Column)} = ?"));
        SqlResult changed = await data.ChangeAsync(
            $"UPDATE {table.Quoted} SET {changes} WHERE {table.KeyCondition}{guard.Condition} RETURNING {table.SelectList}",
            [.. values.Select(static value => value.Value), .. key, .. guard.Arguments]);
        await RequireDoneAsync(changed, values, key);
        guard.RequireFound(changed);
        return Found(changed);
    }

    /// <summary>Deletes a row.</summary>
    public async Task<SqlResult> DeleteAsync(object?[] key, RowGuard guard)
    {
        SqlResult deleted = await data.ChangeAsync(
            $"DELETE FROM {table.Quoted} WHERE {table.KeyCondition}{guard.Condition} RETURNING {table.SelectList}", [.. key, .. guard.Arguments]);
        await RequireDoneAsync(deleted, [], key);
        guard.RequireFound(deleted);
        return Found(deleted);
    }

    /// <summary>Reads column values from the members of an object.</summary>
    /// <exception cref="ApiException">A member does not name a column, or its value is invalid.</exception>
    public List<(string Column, object? Value)> ReadValues(JsonFields fields)
    {
        List<(string, object?)> values = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty member in fields.All)
        {
            if (!table.Has(member.Name))
            {
                fields.Add(member.Name, $"'{table.Name}' has no such column", "unknown_column");
            }
            else if (!seen.Add(member.Name))
            {
                fields.Add(member.Name, "The column is there twice", "duplicate_column");
            }
            else if (!SqlJson.TryRead(member.Value, out object? value))
            {
                fields.Add(member.Name, "Input should be null, a number, a text or a boolean", "value_error");
            }
            else
            {
                values.Add((member.Name, value));
            }
        }

        fields.ThrowIfInvalid();
        return values;
    }

    private async Task RequireDoneAsync(SqlResult result, IReadOnlyList<(string Column, object? Value)> values, object?[]? key)
    {
        if (result.Error is { } error)
        {
            throw await new ConstraintErrors(data, table).ExplainAsync(error, values, key);
        }
    }

    private SqlResult Found(SqlResult result) =>
        result.Rows is [_, ..] ? result : throw ApiException.NotFound($"'{table.Name}' has no row with this key");
}
