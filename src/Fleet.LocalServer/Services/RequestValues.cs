using Microsoft.Extensions.Primitives;

namespace Fleet.LocalServer.Services;

/// <summary>Reads values from requests.</summary>
internal static class RequestValues
{
    /// <summary>Describes a route in <c>/openapi.json</c>.</summary>
    public static void Describe(this IEndpointConventionBuilder endpoint, string summary) => endpoint.WithMetadata(new RouteSummary(summary));

    /// <summary>A segment of the path.</summary>
    public static string Route(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>A parameter of the query: the last one if repeated, null if empty.</summary>
    public static string? Query(this HttpContext context, string name)
    {
        StringValues values = context.Request.Query[name];
        return values.Count > 0 && values[^1] is { Length: > 0 } text ? text : null;
    }

    /// <summary>The server's address as the caller knows it.</summary>
    public static string BaseUrl(this HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";
}
