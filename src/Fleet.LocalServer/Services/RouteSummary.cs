namespace Fleet.LocalServer.Services;

/// <summary>What a route is for, in one sentence; kept with the route and shown in <c>/openapi.json</c>.</summary>
internal sealed record RouteSummary(string Text);
