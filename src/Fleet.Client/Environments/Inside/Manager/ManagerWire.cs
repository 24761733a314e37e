using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>Reads the responses of an instance's manager, and writes requests to it.</summary>
internal static class ManagerWire
{
    private static readonly JsonFields s_resource = JsonFields.Of<ResourceField>();
    private static readonly JsonFields s_health = JsonFields.Of<HealthField>();
    private static readonly JsonFields s_outcome = JsonFields.Of<OutcomeField>();
    private static readonly JsonFields s_description = JsonFields.Of<DescriptionField>();
    private static readonly JsonFields s_table = JsonFields.Of<TableField>();
    private static readonly JsonFields s_column = JsonFields.Of<ColumnField>();

    private enum ResourceField
    {
        Name,
        Type,
        Mode,
        Label,
    }

    private enum HealthField
    {
        Status,
        Timestamp,
        Service,
    }

    private enum OutcomeField
    {
        Success,
        Error,
        Message,
    }

    private enum DescriptionField
    {
        Success,
        Tables,
        Error,
        Message,
    }

    private enum TableField
    {
        Name,
        Sql,
        Columns,
    }

    private enum ColumnField
    {
        Name,
        Type,
        Notnull,
        DefaultValue,
        Pk,
    }

    /// <summary>The tables of a database, or the reason why there are none.</summary>
    public sealed record Description(InstanceOutcome Outcome, FleetTable[] Tables);

    /// <summary>The parts of a query's response; the rows are the array as it arrived.</summary>
    public sealed record QueryAnswer(InstanceOutcome Outcome, string[]? Columns, ReadOnlyMemory<byte> Rows, long? RowsAffected, long? LastInsertId);

    public static JsonListShape<FleetResource> Resources(string instanceId) =>
        new("resources", (ref json) => json.Object<FleetResource>((ref fields) => Resource(ref fields, instanceId)), s_resource.Count);

    public static FleetInstanceHealth Health(ref JsonCursor json)
    {
        FleetInstanceHealth health = new();
        int next = 0;
        while (json.Field(s_health, ref next) is >= 0 and int field)
        {
            switch ((HealthField)field)
            {
                case HealthField.Status:
                    health = health with { Status = json.Text() ?? "" };
                    break;
                case HealthField.Timestamp:
                    health = health with { Timestamp = json.Time() };
                    break;
                case HealthField.Service:
                    health = health with { Service = json.Text() };
                    break;
            }
        }

        return health;
    }

    public static InstanceOutcome Done(ref JsonCursor json)
    {
        bool? success = null;
        string? error = null, message = null;
        int next = 0;
        while (json.Field(s_outcome, ref next) is >= 0 and int field)
        {
            switch ((OutcomeField)field)
            {
                case OutcomeField.Success:
                    success = json.Bool();
                    break;
                case OutcomeField.Error:
                    error = json.Text();
                    break;
                case OutcomeField.Message:
                    message = json.Text();
                    break;
            }
        }

        return new InstanceOutcome(json.Need(success, "success"), error ?? message);
    }

    public static Description Tables(ref JsonCursor json)
    {
        bool? success = null;
        string? error = null, message = null;
        FleetTable[]? tables = null;
        int next = 0;
        while (json.Field(s_description, ref next) is >= 0 and int field)
        {
            switch ((DescriptionField)field)
            {
                case DescriptionField.Success:
                    success = json.Bool();
                    break;
                case DescriptionField.Tables:
                    tables = json.Objects(Table);
                    break;
                case DescriptionField.Error:
                    error = json.Text();
                    break;
                case DescriptionField.Message:
                    message = json.Text();
                    break;
            }
        }

        return new Description(new InstanceOutcome(json.Need(success, "success"), error ?? message), tables ?? []);
    }

    /// <summary>Writes the body of a query.</summary>
    public static ReadOnlyMemory<byte> Query(string query, FleetQueryOptions options)
    {
        object?[]? arguments = options.Arguments is { } given ? (object?[]?)FreeValue.Plain(given, nameof(options.Arguments)) : null;
        for (int i = 0; i < arguments?.Length; i++)
        {
            if (arguments[i] is object?[] or OrderedDictionary<string, object?>)
            {
                throw FleetCheck.Failed($"{nameof(options.Arguments)}[{i}]", "must be a text, a number, a bool or null");
            }
        }

        using JsonBody body = new();
        return body.Add("query", query).AddPlain("args", arguments).AddPlain("read_only", options.ReadOnly).Finish();
    }

    /// <summary>Finds the parts of a query's response. The rows are not read yet: there may be very many.</summary>
    /// <exception cref="JsonFault">It is not such a response.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static QueryAnswer QueryParts(ReadOnlyMemory<byte> answer)
    {
        Utf8JsonReader json = new(answer.Span, JsonSyntax.Reader);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonFault(0, "is not an object");
        }

        OrderedDictionary<string, object?> fields = [];
        ReadOnlyMemory<byte> rows = "[]"u8.ToArray();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            if (name == "rows" && json.TokenType == JsonTokenType.StartArray)
            {
                int start = (int)json.TokenStartIndex;
                json.Skip();
                rows = answer[start..(int)json.BytesConsumed];
            }
            else
            {
                fields[name] = FreeJson.Read(ref json);
            }
        }

        if (fields.GetValueOrDefault("success") is not bool success)
        {
            throw new JsonFault(0, "is missing", "success");
        }

        string? reason = fields.GetValueOrDefault("error") as string ?? fields.GetValueOrDefault("message") as string;
        string[]? columns = (fields.GetValueOrDefault("columns") as object?[])?.Select(static (name, i) => name as string ?? $"column{i + 1}").ToArray();
        return new QueryAnswer(
            new InstanceOutcome(success, reason),
            columns,
            rows,
            fields.GetValueOrDefault("rows_affected") as long?,
            fields.GetValueOrDefault("last_insert_id") as long?);
    }

    private static FleetResource Resource(ref JsonCursor json, string instanceId)
    {
        string? name = null, type = null, mode = null, label = null;
        int next = 0;
        while (json.Field(s_resource, ref next) is >= 0 and int field)
        {
            switch ((ResourceField)field)
            {
                case ResourceField.Name:
                    name = json.Text();
                    break;
                case ResourceField.Type:
                    type = json.SharedText(field);
                    break;
                case ResourceField.Mode:
                    mode = json.SharedText(field);
                    break;
                case ResourceField.Label:
                    label = json.Text();
                    break;
            }
        }

        return new FleetResource { InstanceId = instanceId, Name = json.Need(name, "name"), Type = json.Need(type, "type"), Mode = mode, Label = label };
    }

    private static FleetTable Table(ref JsonCursor json)
    {
        string? name = null, sql = null;
        FleetColumn[]? columns = null;
        int next = 0;
        while (json.Field(s_table, ref next) is >= 0 and int field)
        {
            switch ((TableField)field)
            {
                case TableField.Name:
                    name = json.Text();
                    break;
                case TableField.Sql:
                    sql = json.Text();
                    break;
                case TableField.Columns:
                    columns = json.Objects(Column);
                    break;
            }
        }

        return new FleetTable { Name = json.Need(name, "name"), Sql = sql, Columns = columns ?? [] };
    }

    private static FleetColumn Column(ref JsonCursor json)
    {
        string? name = null, type = null, defaultValue = null;
        bool notNull = false;
        int position = 0, next = 0;
        while (json.Field(s_column, ref next) is >= 0 and int field)
        {
            switch ((ColumnField)field)
            {
                case ColumnField.Name:
                    name = json.Text();
                    break;
                case ColumnField.Type:
                    type = json.Text();
                    break;
                case ColumnField.Notnull:
                    notNull = json.Bool() ?? false;
                    break;
                case ColumnField.DefaultValue:
                    defaultValue = json.Text();
                    break;
                case ColumnField.Pk:
                    position = json.Int32() ?? 0;
                    break;
            }
        }

        return new FleetColumn { Name = json.Need(name, "name"), Type = type ?? "", NotNull = notNull, DefaultValue = defaultValue, KeyPosition = position };
    }
}
