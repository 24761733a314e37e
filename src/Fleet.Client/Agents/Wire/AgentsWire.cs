using System.Collections;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Agents;

/// <summary>Writes requests to the agents service, and reads its agents and sessions.</summary>
internal static class AgentsWire
{
    // The length of ids is counted as the service counts it: in code points.
    private const int IdLength = 10;

    private static readonly JsonFields s_agent = JsonFields.Of<AgentField>();
    private static readonly JsonFields s_session = JsonFields.Of<SessionField>();

    private enum AgentField
    {
        Id,
        Name,
        Type,
        Description,
        CreatedAt,
    }

    private enum SessionField
    {
        Id,
        AgentId,
        UserId,
        Title,
        ConsumptionOffsets,
        CreatedAt,
        Mode,
        Metadata,
    }

    public static JsonListShape<FleetAgent> Agents { get; } = new("data", static (ref json) => json.Object(Agent));

    public static JsonListShape<FleetSession> Sessions { get; } = new("data", static (ref json) => json.Object(Session));

    /// <summary>Creates a request to the service.</summary>
    public static FleetRequest Request(HttpMethod method, string pathAndQuery, string type, string? id = null) => new()
    {
        Method = method,
        Service = FleetService.Agents,
        PathAndQuery = pathAndQuery,
        Accept = "application/json",
        Resource = (type, id),
    };

    /// <summary>Checks an id before it is sent: the service rejects any other length, and would report that only after a round trip.</summary>
    /// <exception cref="FleetValidationException">It is empty, or not as long as ids are.</exception>
    public static string Id(string? value, string name)
    {
        int length = FleetCheck.Filled(value, name).EnumerateRunes().Count();
        return length == IdLength ? value! : throw FleetCheck.Failed(name, $"must have {IdLength} characters, but has {length}");
    }

    public static ReadOnlyMemory<byte> Body(FleetAgentRequest request)
    {
        using JsonBody body = new();
        return body
            .Add("name", FleetCheck.Filled(request.Name, nameof(request.Name)))
            .Add("type", FleetCheck.Filled(request.Type, nameof(request.Type)))
            .Add("description", request.Description)
            .Finish();
    }

    public static ReadOnlyMemory<byte> Body(FleetSessionRequest request)
    {
        using JsonBody body = new();
        body
            .Add("agent_id", Id(request.AgentId, nameof(request.AgentId)))
            .Add("id", request.SessionId is null ? null : Id(request.SessionId, nameof(request.SessionId)))
            .Add("title", request.Title)
            .Add("mode", FleetCheck.Filter(request.Mode, nameof(request.Mode)));
        if (request.Metadata is { } metadata)
        {
            body.AddPlain("metadata", FreeValue.Plain(metadata, nameof(request.Metadata)));
        }

        return body.Finish();
    }

    public static FleetAgent Agent(ref JsonCursor json)
    {
        string? id = null, name = null, type = null, description = null;
        DateTimeOffset? created = null;
        int next = 0;
        while (json.Field(s_agent, ref next) is >= 0 and int field)
        {
            switch ((AgentField)field)
            {
                case AgentField.Id:
                    id = json.Text();
                    break;
                case AgentField.Name:
                    name = json.Text();
                    break;
                case AgentField.Type:
                    type = json.Text();
                    break;
                case AgentField.Description:
                    description = json.Text();
                    break;
                case AgentField.CreatedAt:
                    created = json.Time();
                    break;
            }
        }

        return new FleetAgent { AgentId = json.Need(id, "id"), Name = name ?? "", Type = type ?? "", Description = description, CreatedAt = created };
    }

    public static FleetSession Session(ref JsonCursor json)
    {
        string? id = null, agentId = null, userId = null, title = null, mode = null;
        OrderedDictionary<string, object?>? offsets = null, metadata = null;
        DateTimeOffset? created = null;
        int next = 0;
        while (json.Field(s_session, ref next) is >= 0 and int field)
        {
            switch ((SessionField)field)
            {
                case SessionField.Id:
                    id = json.Text();
                    break;
                case SessionField.AgentId:
                    agentId = json.Text();
                    break;
                case SessionField.UserId:
                    userId = json.Text();
                    break;
                case SessionField.Title:
                    title = json.Text();
                    break;
                case SessionField.ConsumptionOffsets:
                    offsets = json.FreeObject();
                    break;
                case SessionField.CreatedAt:
                    created = json.Time();
                    break;
                case SessionField.Mode:
                    mode = json.Text();
                    break;
                case SessionField.Metadata:
                    metadata = json.FreeObject();
                    break;
            }
        }

        return new FleetSession
        {
            SessionId = json.Need(id, "id"),
            AgentId = json.Need(agentId, "agent_id"),
            UserId = userId,
            Title = title,
            ClientOffset = SessionEventWire.Number(offsets, "client"),
            Mode = mode,
            Metadata = metadata as IDictionary,
            CreatedAt = created,
        };
    }
}
