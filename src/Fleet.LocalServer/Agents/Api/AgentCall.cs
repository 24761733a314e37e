using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>Reads requests by the rules of the agents service.</summary>
internal static class AgentCall
{
    /// <summary>Reads a request with a body. Invalid JSON is rejected before anything else is checked.</summary>
    public static Task<RequestFields> ReadAsync(HttpContext http) => RequestFields.ReadAsync(http, FieldRules.Agents);

    /// <summary>Reads an id in the path.</summary>
    public static string PathId(this RequestFields call, string name) => call.Path.Text(name, AgentIds.Length, AgentIds.Length);
}
