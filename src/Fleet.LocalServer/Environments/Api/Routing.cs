using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Services;
using Microsoft.Extensions.Primitives;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>What endpoints read from requests.</summary>
internal static class Routing
{
    /// <summary>Says what a route is for; goes into <c>/openapi.json</c>.</summary>
    public static void Describe(this IEndpointConventionBuilder endpoint, string summary) => endpoint.WithMetadata(new RouteSummary(summary));

    /// <summary>A part of the path.</summary>
    public static string Route(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>A filter of the query; the last one counts when it is there several times, and an empty one is none.</summary>
    public static string? Query(this HttpContext context, string name)
    {
        StringValues values = context.Request.Query[name];
        return values.Count > 0 && values[^1] is { Length: > 0 } text ? text : null;
    }

    /// <summary>Whether what is asked for is that of a team other than the one there is.</summary>
    public static bool IsForOtherTeam(this HttpContext context) => context.Query("team_id") is { } team && team != Account.TeamId;

    /// <summary>The server's address as the caller knows it.</summary>
    public static string BaseUrl(this HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";
}
