namespace Fleet.LocalServer.Services;

/// <summary>A one-sentence description of a route, shown in <c>/openapi.json</c>.</summary>
internal sealed record RouteSummary(string Text);
