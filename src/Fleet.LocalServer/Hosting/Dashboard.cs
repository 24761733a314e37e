using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Hosting;

/// <summary>The pages that belong to no service: the start page, and the OpenAPI document, which is generated from the routes.</summary>
internal sealed class Dashboard(IEndpointRouteBuilder app)
{
    private static readonly string s_version = typeof(Dashboard).Assembly.GetName().Version?.ToString(3) ?? "";

    public void Map(IEndpointRouteBuilder routes)
    {
        PageAssets.Map(routes);
        routes.MapGet("/", PageAsync).WithMetadata(new RouteSummary("The start page."));
        routes.MapGet("/docs", PageAsync).WithMetadata(new RouteSummary("The start page, which lists the routes."));
        routes.MapGet("/openapi.json", DocumentAsync).WithMetadata(new RouteSummary("This document."));
    }

    private Task PageAsync(HttpContext http)
    {
        IEnumerable<string> rows = Routes().Select(static route =>
            $"<tr><td>{Text(route.Method)}</td><td><code>{Text(route.Path)}</code></td><td>{Text(route.Summary)}</td></tr>\n");
        return Answer.HtmlAsync(http, EmbeddedPage.Render("dashboard.html", new Dictionary<string, string>
        {
            ["assets"] = PageAssets.From(""),
            ["version"] = Text(s_version),
            ["routes"] = string.Concat(rows),
        }));
    }

    private Task DocumentAsync(HttpContext http)
    {
        JsonObject paths = [];
        foreach ((string method, string path, string summary, IReadOnlyList<string> parameters) in Routes())
        {
            if (paths[path] is not JsonObject operations)
            {
                paths[path] = operations = [];
            }

            JsonArray inPath = [];
            foreach (string parameter in parameters)
            {
                inPath.Add(new JsonObject
                {
                    ["name"] = parameter,
                    ["in"] = "path",
                    ["required"] = true,
                    ["schema"] = new JsonObject { ["type"] = "string" },
                });
            }

            JsonObject responses = new() { ["default"] = new JsonObject { ["description"] = "JSON, or an error with the member 'detail'." } };
            operations[method.ToLowerInvariant()] = new JsonObject { ["summary"] = summary, ["parameters"] = inPath, ["responses"] = responses };
        }

        return Answer.NodeAsync(http, new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Fleet local server", ["version"] = s_version },
            ["paths"] = paths,
        });
    }

    private IEnumerable<(string Method, string Path, string Summary, IReadOnlyList<string> Parameters)> Routes() =>
        from source in app.DataSources
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        let summary = endpoint.Metadata.GetMetadata<RouteSummary>()?.Text ?? ""
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        let path = "/" + endpoint.RoutePattern.RawText?.TrimStart('/')
        orderby path, method
        select (method, path, summary, (IReadOnlyList<string>)[.. endpoint.RoutePattern.Parameters.Select(static parameter => parameter.Name)]);

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
