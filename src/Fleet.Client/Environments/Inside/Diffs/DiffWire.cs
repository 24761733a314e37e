using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Reads the differences in an instance, and writes the names to leave out.</summary>
internal static class DiffWire
{
    private static readonly JsonFields s_answer = JsonFields.Of<AnswerField>();

    private enum AnswerField
    {
        Success,
        Diff,
        Message,
        Error,
    }

    /// <summary>The differences, or the reason why there are none.</summary>
    public sealed record Answer(InstanceOutcome Outcome, FleetTableDiff[] Tables);

    public static ReadOnlyMemory<byte> Body(FleetDiffOptions options)
    {
        string[] tables = [.. options.IgnoreTables.Select(static table => FleetCheck.Filled(table, nameof(options.IgnoreTables)))];
        ILookup<string, string> fields = options.IgnoreFields
            .Select(static field => FleetCheck.Filled(field, nameof(options.IgnoreFields)).Split('.', 2))
            .ToLookup(static parts => parts.Length == 2 ? parts[0] : "", static parts => parts[^1]);
        if (tables.Length == 0 && fields.Count == 0)
        {
            return JsonBody.Empty;
        }

        OrderedDictionary<string, object?> ofTables = new(
            fields.Where(static group => group.Key.Length > 0).Select(static group => KeyValuePair.Create(group.Key, (object?)group.ToArray<object?>())));
        OrderedDictionary<string, object?> ignored = new()
        {
            ["tables"] = tables.ToArray<object?>(),
            ["fields"] = fields[""].ToArray<object?>(),
            ["table_fields"] = ofTables,
        };
        using JsonBody body = new();
        return body.AddPlain("ignore_config", ignored).Finish();
    }

    public static Answer Read(ref JsonCursor json)
    {
        bool? success = null;
        string? error = null, message = null;
        OrderedDictionary<string, object?>? diff = null;
        int next = 0;
        while (json.Field(s_answer, ref next) is >= 0 and int field)
        {
            switch ((AnswerField)field)
            {
                case AnswerField.Success:
                    success = json.Bool();
                    break;
                case AnswerField.Diff:
                    diff = json.FreeObject();
                    break;
                case AnswerField.Message:
                    message = json.Text();
                    break;
                case AnswerField.Error:
                    error = json.Text();
                    break;
            }
        }

        InstanceOutcome outcome = new(json.Need(success, "success"), error ?? message);
        return new Answer(outcome, outcome.Success ? [.. json.Need(diff, "diff").Select(static table => Table(table.Key, table.Value))] : []);
    }

    private static FleetTableDiff Table(string name, object? value)
    {
        OrderedDictionary<string, object?> table = Fields(value, $"diff.{name}");
        return new FleetTableDiff
        {
            Table = name,
            PrimaryKey = [.. List(table, "primary_key", name).OfType<string>()],
            Added = [.. List(table, "added_rows", name).Select(row => Whole(name, "added", Fields(row, $"diff.{name}.added_rows")))],
            Removed = [.. List(table, "removed_rows", name).Select(row => Whole(name, "removed", Fields(row, $"diff.{name}.removed_rows")))],
            Modified = [.. List(table, "modified_rows", name).Select(row => Modified(name, Fields(row, $"diff.{name}.modified_rows")))],
            UnchangedCount = table.GetValueOrDefault("unchanged_count") as long?,
        };
    }

    private static FleetRowDiff Whole(string table, string change, OrderedDictionary<string, object?> row)
    {
        OrderedDictionary<string, object?> data = Fields(row.GetValueOrDefault("data"), $"diff.{table}.data");
        return new FleetRowDiff
        {
            Table = table,
            Change = change,
            RowId = row.GetValueOrDefault("row_id"),
            Before = change == "removed" ? data : null,
            After = change == "added" ? data : null,
            Data = data,
        };
    }

    private static FleetRowDiff Modified(string table, OrderedDictionary<string, object?> row)
    {
        string path = $"diff.{table}.changes";
        OrderedDictionary<string, object?> changes = Fields(row.GetValueOrDefault("changes"), path), before = [], after = [];
        foreach ((string field, object? value) in changes)
        {
            OrderedDictionary<string, object?> change = Fields(value, $"{path}.{field}");
            before[field] = change.GetValueOrDefault("before");
            after[field] = change.GetValueOrDefault("after");
        }

        return new FleetRowDiff
        {
            Table = table,
            Change = "modified",
            RowId = row.GetValueOrDefault("row_id"),
            Before = before,
            After = after,
            Data = row.GetValueOrDefault("data") as OrderedDictionary<string, object?>,
        };
    }

    private static object?[] List(OrderedDictionary<string, object?> table, string field, string name) => table.GetValueOrDefault(field) switch
    {
        null => [],
        object?[] items => items,
        _ => throw new JsonFault(0, "is not an array", $"diff.{name}.{field}"),
    };

    private static OrderedDictionary<string, object?> Fields(object? value, string path) =>
        value as OrderedDictionary<string, object?> ?? throw new JsonFault(0, "is not an object", path);
}
