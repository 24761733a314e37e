using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>Reads requests by the rules of the agents service.</summary>
internal static class AgentCall
{
    /// <summary>Reads a request with a body. One that is not JSON at all is refused before anything else is looked at.</summary>
    public static Task<RequestFields> ReadAsync(HttpContext http) => RequestFields.ReadAsync(http, FieldRules.Agents);

    /// <summary>An id in the path.</summary>
    public static string PathId(this RequestFields call, string name) => call.Path.Text(name, AgentIds.Length, AgentIds.Length);
}
