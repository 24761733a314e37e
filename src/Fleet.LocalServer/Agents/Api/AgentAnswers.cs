using System.Text;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>Writes response bodies. As in the original, missing values are null on some routes and omitted on others.</summary>
internal static class AgentAnswers
{
    /// <summary>Writes an agent.</summary>
    public static JsonText Write(this JsonText json, AgentRecord agent, bool withNulls)
    {
        json.OpenObject().Field("id", agent.Id).Field("name", agent.Name).Field("type", agent.Type);
        return json.Optional("description", agent.Description, withNulls).Field("created_at", WireTime.Zulu(agent.CreatedAt)).CloseObject();
    }

    /// <summary>Writes a session.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="session">The session.</param>
    /// <param name="withNulls">True to write a missing title as null, false to omit it.</param>
    /// <param name="later">True to include the members added by later servers.</param>
    public static JsonText Write(this JsonText json, SessionRecord session, bool withNulls, bool later)
    {
        json.OpenObject().Field("id", session.Id).Field("agent_id", session.AgentId).Field("user_id", session.UserId);
        json.Optional("title", session.Title, withNulls);
        json.Name("consumption_offsets").OpenObject().Field("client", 0).CloseObject().Field("created_at", WireTime.Zulu(session.CreatedAt));
        if (later)
        {
            json.Field("mode", session.Mode).Name("metadata").RawOrNull(session.Metadata);
        }

        return json.CloseObject();
    }

    /// <summary>Writes a stored event.</summary>
    public static JsonText Write(this JsonText json, EventRecord stored)
    {
        NewEvent content = stored.Content;
        json.OpenObject().Field("id", stored.Id).Field("correlation_id", content.CorrelationId).Field("type", content.Type).Field("source", content.Source);
        json.Field("offset", stored.Offset).Name("data").RawOrNull(content.Data).Field("deleted", false).Name("metadata").RawOrNull(content.Metadata);
        return json.Field("created_at", WireTime.Zulu(stored.CreatedAt)).CloseObject();
    }

    /// <summary>Writes a list.</summary>
    public static JsonText WriteList<T>(this JsonText json, IEnumerable<T> items, Action<JsonText, T> write)
    {
        json.OpenObject().Name("data").OpenArray();
        foreach (T item in items)
        {
            write(json, item);
        }

        return json.CloseArray().CloseObject();
    }

    /// <summary>Writes serialized JSON, or null.</summary>
    public static JsonText RawOrNull(this JsonText json, string? raw) => raw is null ? json.Value((string?)null) : json.Raw(Encoding.UTF8.GetBytes(raw));

    private static JsonText Optional(this JsonText json, string name, string? value, bool withNull) =>
        value is null && !withNull ? json : json.Field(name, value);
}
