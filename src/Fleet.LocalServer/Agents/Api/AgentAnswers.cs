using System.Text;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>The bodies of answers. What has no value is null on some routes and left out on others, as in the original.</summary>
internal static class AgentAnswers
{
    /// <summary>An agent.</summary>
    public static JsonText Write(this JsonText json, AgentRecord agent, bool withNulls)
    {
        json.OpenObject().Field("id", agent.Id).Field("name", agent.Name).Field("type", agent.Type);
        return json.Optional("description", agent.Description, withNulls).Field("created_at", WireTime.Zulu(agent.CreatedAt)).CloseObject();
    }

    /// <summary>A session.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="session">The session.</param>
    /// <param name="withNulls">Whether a title that is not there is null.</param>
    /// <param name="later">Whether the members of later servers are shown.</param>
    public static JsonText Write(this JsonText json, SessionRecord session, bool withNulls, bool later)
    {
        json.OpenObject().Field("id", session.Id).Field("agent_id", session.AgentId).Field("user_id", session.UserId).Optional("title", session.Title, withNulls);
        json.Name("consumption_offsets").OpenObject().Field("client", 0).CloseObject().Field("created_at", WireTime.Zulu(session.CreatedAt));
        if (later)
        {
            json.Field("mode", session.Mode).Name("metadata").RawOrNull(session.Metadata);
        }

        return json.CloseObject();
    }

    /// <summary>A stored event.</summary>
    public static JsonText Write(this JsonText json, EventRecord stored)
    {
        NewEvent content = stored.Content;
        json.OpenObject().Field("id", stored.Id).Field("correlation_id", content.CorrelationId).Field("type", content.Type).Field("source", content.Source);
        json.Field("offset", stored.Offset).Name("data").RawOrNull(content.Data).Field("deleted", false).Name("metadata").RawOrNull(content.Metadata);
        return json.Field("created_at", WireTime.Zulu(stored.CreatedAt)).CloseObject();
    }

    /// <summary>A list of whatever is written.</summary>
    public static JsonText WriteList<T>(this JsonText json, IEnumerable<T> items, Action<JsonText, T> write)
    {
        json.OpenObject().Name("data").OpenArray();
        foreach (T item in items)
        {
            write(json, item);
        }

        return json.CloseArray().CloseObject();
    }

    /// <summary>JSON that is ready, or null.</summary>
    public static JsonText RawOrNull(this JsonText json, string? raw) => raw is null ? json.Value((string?)null) : json.Raw(Encoding.UTF8.GetBytes(raw));

    private static JsonText Optional(this JsonText json, string name, string? value, bool withNull) => value is null && !withNull ? json : json.Field(name, value);
}
