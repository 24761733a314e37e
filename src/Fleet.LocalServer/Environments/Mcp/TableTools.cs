using System.Text.Json;
using Fleet.LocalServer.Environments.App;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Extensions.Primitives;

namespace Fleet.LocalServer.Environments.Mcp;

/// <summary>Creates the five tools for each table: list, get, create, update and delete rows.</summary>
internal static class TableTools
{
    /// <summary>The argument of the update tool that contains the new values.</summary>
    public const string Changes = "changes";

    private const int LongestName = 64;

    /// <summary>Creates the tools for all tables.</summary>
    public static async Task<IReadOnlyList<InstanceTool>> CreateAsync(AppData data)
    {
        IReadOnlyList<ForeignKey> references = await data.ForeignKeysAsync();
        List<InstanceTool> tools = [];
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (TableSchema table in await data.TablesAsync())
        {
            tools.AddRange(ForTable(data, table, new ToolSchemas(table, references), Name(table.Name, taken)));
        }

        return tools;
    }

    private static IEnumerable<InstanceTool> ForTable(AppData data, TableSchema table, ToolSchemas schemas, string name)
    {
        TableRows rows = new(data, table);
        string columns = string.Join(", ", table.Columns.Select(static column => column.Name));
        string key = string.Join(", ", table.Key);
        yield return new InstanceTool(
            $"list_{name}",
            $"Lists rows of {table.Name} (columns: {columns}). Returns {{table, total, limit, offset, rows}}, where total is the number of all matching rows.",
            schemas.List(),
            ToolKind.Read,
            async fields => Text(await rows.ListAsync(RowQuery.Read(table, ReadQuery(table, fields)))));
        yield return new InstanceTool(
            $"get_{name}",
            $"Reads one row of {table.Name} by its key ({key}). Fails if the row does not exist.",
            schemas.Key(),
            ToolKind.Read,
            async fields => Row(await rows.GetAsync(ReadKey(table, fields))));
        yield return new InstanceTool(
            $"create_{name}",
            $"Adds a row to {table.Name} and returns it as stored, with the values that the database filled in. "
                + "Fails without adding anything if the values conflict with other rows: a key that exists, or a reference to a row that does not.",
            schemas.Row(),
            ToolKind.Add,
            async fields => Row(await rows.AddAsync(rows.ReadValues(fields))));
        yield return new InstanceTool(
            $"update_{name}",
            $"Changes columns of one row of {table.Name}, identified by its key ({key}), and returns the changed row. An error changes nothing.",
            schemas.Change(),
            ToolKind.Change,
            async fields => Row(await rows.ChangeAsync(ReadKey(table, fields), ReadChanges(rows, fields), RowGuard.None)));
        yield return new InstanceTool(
            $"delete_{name}",
            $"Deletes one row of {table.Name} by its key ({key}) and returns the deleted row. Fails if other rows refer to it.",
            schemas.Key(),
            ToolKind.Delete,
            async fields => Row(await rows.DeleteAsync(ReadKey(table, fields), RowGuard.None)));
    }

    /// <summary>Converts the arguments to a query string of the REST API, which has the same semantics.</summary>
    private static QueryCollection ReadQuery(TableSchema table, JsonFields fields)
    {
        Dictionary<string, StringValues> query = new(StringComparer.Ordinal);
        foreach (JsonProperty member in fields.FindObject("filter")?.EnumerateObject() ?? default)
        {
            if (!table.Has(member.Name))
            {
                fields.Add("filter", $"'{table.Name}' has no column '{member.Name}'", "unknown_column");
                continue;
            }

            JsonElement[] values = member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray()] : [member.Value];
            query[member.Name] = new StringValues([.. values.Select(value => ToText(fields, member.Name, value))]);
        }

        foreach (string name in (string[])["search", "sort", "order", "limit", "offset"])
        {
            if (fields.Find(name) is { } value)
            {
                query[name] = ToText(fields, name, value);
            }
        }

        fields.ThrowIfInvalid();
        return new QueryCollection(query);
    }

    private static string? ToText(JsonFields fields, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Number:
                return value.GetRawText();
            case JsonValueKind.True:
                return "1";
            case JsonValueKind.False:
                return "0";
            default:
                fields.Add(name, "Input should be text, a number or a boolean", "value_error");
                return null;
        }
    }

    private static object?[] ReadKey(TableSchema table, JsonFields fields)
    {
        List<object?> key = [];
        foreach (string name in table.Key)
        {
            if (fields.Find(name) is { } part && SqlJson.TryRead(part, out object? value))
            {
                key.Add(value);
            }
            else
            {
                fields.Add(name, "Field required", "missing");
            }
        }

        fields.ThrowIfInvalid();
        return [.. key];
    }

    private static List<(string Column, object? Value)> ReadChanges(TableRows rows, JsonFields fields)
    {
        JsonElement? changes = fields.FindObject(Changes);
        if (changes is null)
        {
            fields.Add(Changes, "Field required", "missing");
        }

        fields.ThrowIfInvalid();
        return rows.ReadValues(RequestBody.Fields(changes!.Value, fields.Bytes));
    }

    private static string Row(SqlResult found) => Text(RowJson.Write(found.Columns!, found.Rows![0]));

    private static string Text(ReadOnlyMemory<byte> json) => System.Text.Encoding.UTF8.GetString(json.Span);

    /// <summary>Makes a table's name fit for a tool's name, which may contain only letters, digits, <c>_</c> and <c>-</c>.</summary>
    private static string Name(string table, HashSet<string> taken)
    {
        string plain = string.Concat(table.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        int longest = LongestName - "create_".Length - 4;
        string start = plain.Length > longest ? plain[..longest] : plain;
        string name = start;
        for (int number = 2; !taken.Add(name); number++)
        {
            name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{start}_{number}");
        }

        return name;
    }
}
