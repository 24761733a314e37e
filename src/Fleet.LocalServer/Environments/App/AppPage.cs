using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Hosting;

namespace Fleet.LocalServer.Environments.App;

/// <summary>The pages of an instance: its tables for people, and the documentation of its REST API.</summary>
internal static class AppPage
{
    private const int RowsShown = 200;

    /// <summary>The page that shows a table.</summary>
    public static async Task<string> RenderAsync(LiveInstance instance, IReadOnlyList<TableSchema> tables, string? wanted, CancellationToken ct)
    {
        TableSchema? shown = tables.FirstOrDefault(table => table.Name == wanted) ?? (tables.Count > 0 ? tables[0] : null);
        StringBuilder body = new("<nav>");
        foreach (TableSchema table in tables)
        {
            body.Append(CultureInfo.InvariantCulture, $"<a href=\"?table={Uri.EscapeDataString(table.Name)}\"{(table == shown ? " class=\"on\"" : "")}>{Text(table.Name)}</a> ");
        }

        body.Append("</nav>");
        if (shown is null)
        {
            body.Append("<p>This environment has no data.</p>");
        }
        else
        {
            SqlResult rows = await instance.Databases.QueryAsync(
                InstanceDatabases.Current,
                $"SELECT {shown.SelectList} FROM {shown.Quoted} ORDER BY {string.Join(", ", shown.Key.Select(TableSchema.Quote))} LIMIT {RowsShown + 1}",
                [],
                readOnly: true,
                ct);
            AppendTable(body, shown, rows);
        }

        return Page(instance, body);
    }

    /// <summary>The documentation of the REST API.</summary>
    public static string RenderDocs(LiveInstance instance, IReadOnlyList<TableSchema> tables)
    {
        StringBuilder body = new(
            "<p>All bodies are JSON. <code>GET raw/tables</code> lists the tables; <code>GET raw/{table}</code> lists rows "
            + "(<code>column=value</code>, <code>limit</code>, <code>offset</code>, <code>sort</code>, <code>order</code>); "
            + "<code>POST raw/{table}</code> adds one; <code>GET</code>, <code>PATCH</code> and <code>DELETE raw/{table}/{key}</code> read, change and delete one.</p>");
        foreach (TableSchema table in tables)
        {
            body.Append(CultureInfo.InvariantCulture, $"<h2>{Text(table.Name)}</h2><p>Key: {Text(string.Join(", ", table.Key))}</p><table><tr><th>Column<th>Type<th>Not null<th>Default</tr>");
            foreach (ColumnDescription column in table.Columns)
            {
                body.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(column.Name)}<td>{Text(column.Type)}<td>{(column.NotNull ? "yes" : "")}<td>{Text(column.DefaultValue ?? "")}</tr>");
            }

            body.Append("</table>");
        }

        return Page(instance, body);
    }

    private static void AppendTable(StringBuilder body, TableSchema table, SqlResult rows)
    {
        body.Append(CultureInfo.InvariantCulture, $"<h2>{Text(table.Name)}</h2>");
        if (rows.Error is { } error)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p>{Text(error)}</p>");
            return;
        }

        body.Append("<table><tr>");
        foreach (string column in rows.Columns!)
        {
            body.Append(CultureInfo.InvariantCulture, $"<th>{Text(column)}");
        }

        body.Append("</tr>");
        foreach (object?[] row in rows.Rows!.Take(RowsShown))
        {
            body.Append("<tr>");
            foreach (object? value in row)
            {
                body.Append(value is null ? "<td class=\"null\">null" : "<td>").Append(Text(Show(value)));
            }

            body.Append("</tr>");
        }

        body.Append("</table>");
        if (rows.Rows!.Count > RowsShown)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p>The first {RowsShown} rows are shown.</p>");
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "",
        byte[] blob => string.Create(CultureInfo.InvariantCulture, $"{blob.Length} bytes"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Page(LiveInstance instance, StringBuilder body) => EmbeddedPage.Render("app.html", new Dictionary<string, string>
    {
        ["title"] = Text($"{instance.Record.EnvKey} {instance.Record.Version}"),
        ["instance"] = Text(instance.Id),
        ["body"] = body.ToString(),
    });

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
