using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Agents;

/// <summary>
/// Reads the events of a session. Their data is read as free data, and the known members are taken from it: an unknown word, part or form
/// only leaves its own property empty, and never costs the event or the list.
/// </summary>
internal static class SessionEventWire
{
    private static readonly JsonFields s_event = JsonFields.Of<EventField>();

    private enum EventField
    {
        Id,
        CorrelationId,
        Type,
        Source,
        Offset,
        Data,
        Deleted,
        Metadata,
        CreatedAt,
    }

    /// <summary>The events of a session.</summary>
    public static JsonListShape<FleetSessionEvent> Events(string sessionId) =>
        new("data", (ref json) => json.Object((ref inner) => Event(ref inner, sessionId)));

    public static FleetSessionEvent Event(ref JsonCursor json, string sessionId)
    {
        string? id = null, correlationId = null, type = null, source = null;
        int? offset = null;
        bool? deleted = null;
        object? data = null, metadata = null;
        DateTimeOffset? created = null;
        int next = 0;
        while (json.Field(s_event, ref next) is >= 0 and int field)
        {
            switch ((EventField)field)
            {
                case EventField.Id:
                    id = json.Text();
                    break;
                case EventField.CorrelationId:
                    correlationId = json.Text();
                    break;
                case EventField.Type:
                    type = json.Text();
                    break;
                case EventField.Source:
                    source = json.Text();
                    break;
                case EventField.Offset:
                    offset = json.Int32();
                    break;
                case EventField.Data:
                    data = json.Free();
                    break;
                case EventField.Deleted:
                    deleted = json.Bool();
                    break;
                case EventField.Metadata:
                    metadata = json.Free();
                    break;
                case EventField.CreatedAt:
                    created = json.Time();
                    break;
            }
        }

        FleetSessionEvent known = new()
        {
            SessionId = sessionId,
            EventId = json.Need(id, "id"),
            CorrelationId = correlationId,
            Type = type ?? "",
            Source = source ?? "",
            Offset = json.Need(offset, "offset"),
            Data = data,
            IsDeleted = deleted ?? false,
            Metadata = metadata as OrderedDictionary<string, object?>,
            CreatedAt = created,
        };
        return data is OrderedDictionary<string, object?> members ? WithData(known, members) : known;
    }

    /// <summary>Returns a text in free data; null for anything else.</summary>
    public static string? Text(OrderedDictionary<string, object?>? members, string name) => Value(members, name) as string;

    /// <summary>Returns a whole number in free data; null for anything else.</summary>
    public static int? Number(OrderedDictionary<string, object?>? members, string name) =>
        Value(members, name) is long number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>Returns a value in free data; null if there is none.</summary>
    public static object? Value(OrderedDictionary<string, object?>? members, string name) => members?.GetValueOrDefault(name);

    private static FleetSessionEvent WithData(FleetSessionEvent known, OrderedDictionary<string, object?> data)
    {
        FleetMessagePart[] parts = [.. Objects(data, "parts").Select(Part)];
        OrderedDictionary<string, object?>? participant = Value(data, "participant") as OrderedDictionary<string, object?>;
        return known with
        {
            Parts = parts,
            ToolCalls = [.. parts.Select(static part => part.ToolCall).OfType<FleetToolCall>(), .. Objects(data, "tool_calls").Select(ToolCall)],
            Status = Text(data, "status"),
            AcknowledgedOffset = Number(data, "acknowledged_offset"),
            StatusData = Text(data, "type") == "status" ? Value(data, "data") : null,
            Tags = Value(data, "tags") is object?[] tags ? [.. tags.OfType<string>()] : [],
            IsFlagged = Value(data, "flagged") as bool?,
            ParticipantId = Text(participant, "id"),
            ParticipantName = Text(participant, "name"),
        };
    }

    private static IEnumerable<OrderedDictionary<string, object?>> Objects(OrderedDictionary<string, object?> members, string name) =>
        Value(members, name) is object?[] items ? items.OfType<OrderedDictionary<string, object?>>() : [];

    private static FleetMessagePart Part(OrderedDictionary<string, object?> part)
    {
        string type = Text(part, "type") ?? "";
        return new FleetMessagePart
        {
            Type = type,
            Content = Value(part, "content") ?? Value(part, "reasoning"),
            ToolCall = type == "tool_call" ? ToolCall(part) : null,
            Raw = part,
        };
    }

    private static FleetToolCall ToolCall(OrderedDictionary<string, object?> call) => new()
    {
        ToolCallId = Text(call, "tool_call_id") ?? "",
        ToolName = Text(call, "tool_name") ?? "",
        Arguments = Value(call, "args"),
        Result = Value(Value(call, "result") as OrderedDictionary<string, object?>, "data"),
        Error = Text(call, "error"),
        Raw = call,
    };
}
