using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Environments.Tasks;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.App;

/// <summary>The web pages of an instance: its data, with an endpoint for what that page needs apart from rows, and the documentation of the REST API.</summary>
internal sealed class PageEndpoints(InstanceService instances, TaskLibrary tasks, RowEndpoints rows)
{
    private const string Root = "/i/{instance_id}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, PageAsync).Describe("Shows the application's page.");
        routes.MapGet(Root + "/about", AboutAsync).Describe("Describes the instance and its task.");
        routes.MapGet(Root + "/docs", DocsAsync).Describe("Documents the application's REST API.");
    }

    private Task PageAsync(HttpContext context) => OrMessageAsync(context, async () =>
    {
        if (!context.Request.Path.Value!.EndsWith('/'))
        {
            // The URLs in the page are relative to the instance.
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = $"{context.Request.Path}/{context.Request.QueryString}";
            return;
        }

        LiveInstance instance = (await AppRequest.OpenAsync(instances, context)).Instance;
        await Answer.HtmlAsync(context, Render("app.html", instance));
    });

    private async Task AboutAsync(HttpContext context)
    {
        InstanceRecord record = (await AppRequest.OpenAsync(instances, context)).Instance.Record;
        IReadOnlyList<StoredTask> fitting =
        [
            .. (await tasks.ListAsync(new TaskFilter { EnvKey = record.EnvKey })).Where(task =>
                (task.Version is null || task.Version.TrimStart('v') == record.Version.TrimStart('v'))
                && (task.DataId is null || task.DataId == record.DataKey)
                && (task.DataVersion is null || task.DataVersion == record.DataVersion)),
        ];
        StoredTask? own = record.TaskKey is { } key ? await tasks.FindAsync(key) : null;
        await Answer.NodeAsync(context, new JsonObject
        {
            ["instance_id"] = record.Id,
            ["env_key"] = record.EnvKey,
            ["version"] = record.Version,
            ["data_key"] = record.DataKey,
            ["data_version"] = record.DataVersion,
            ["run_id"] = record.RunId,
            ["created_at"] = WireTime.WithZone(record.CreatedAt),
            ["task"] = own is null ? null : ToJson(own),
            ["tasks"] = new JsonArray([.. fitting.Select(ToJson)]),
        });
    }

    private Task DocsAsync(HttpContext context) =>
        Takes(context, MediaTypeNames.Application.Json) ? rows.TablesAsync(context) : OrMessageAsync(context, async () =>
        {
            AppRequest request = await AppRequest.OpenAsync(instances, context);
            await Answer.HtmlAsync(context, Render("docs.html", request.Instance, ("tables", RenderTables(await request.TablesAsync()))));
        });

    /// <summary>Shows errors to browsers as a page rather than as JSON.</summary>
    private static async Task OrMessageAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (ApiException e) when (Takes(context, MediaTypeNames.Text.Html) && e.Detail.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            string html = EmbeddedPage.Render("message.html", new Dictionary<string, string>
            {
                ["assets"] = PageAssets.From("../../"),
                ["title"] = e.Status == StatusCodes.Status410Gone ? "This instance has ended" : "Not found",
                ["message"] = Text((string)e.Detail!),
                ["status"] = e.Status.ToString(CultureInfo.InvariantCulture),
            });
            await Answer.HtmlAsync(context, html, e.Status);
        }
    }

    private static bool Takes(HttpContext context, string type) => context.Request.Headers.Accept.ToString().Contains(type, StringComparison.OrdinalIgnoreCase);

    private static JsonNode ToJson(StoredTask task) => new JsonObject { ["key"] = task.Key, ["prompt"] = task.Prompt };

    private static string Render(string page, LiveInstance instance, params IEnumerable<(string Key, string Html)> more) => EmbeddedPage.Render(
        page,
        new Dictionary<string, string>(more.Select(static one => KeyValuePair.Create(one.Key, one.Html)))
        {
            ["assets"] = PageAssets.From("../../"),
            ["env"] = Text(instance.Record.EnvKey),
            ["version"] = Text(instance.Record.Version),
            ["instance"] = Text(instance.Id),
        });

    private static string RenderTables(IReadOnlyList<TableSchema> tables)
    {
        StringBuilder html = new();
        foreach (TableSchema table in tables)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"""
                <section><h2>{Text(table.Name)}</h2><p>Key: <code>{Text(string.Join(", ", table.Key))}</code></p>
                <div class="scroll" tabindex="0" role="region" aria-label="Columns of {Text(table.Name)}"><table>
                <thead><tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col">Not null</th><th scope="col">Default</th></tr></thead><tbody>
                """);
            foreach (ColumnDescription column in table.Columns)
            {
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><th scope=\"row\">{Text(column.Name)}</th><td>{Text(column.Type)}</td>");
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<td>{(column.NotNull ? "yes" : "")}</td><td>{Text(column.DefaultValue ?? "")}</td></tr>");
            }

            html.Append("</tbody></table></div></section>");
        }

        return html.ToString();
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
