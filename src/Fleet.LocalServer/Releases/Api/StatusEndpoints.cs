using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>The routes that report the service's state: health, counts and lists.</summary>
internal sealed class StatusEndpoints(ReleasesState state)
{
    private const long DefaultLimit = 50;
    private const long MostListed = 500;

    // Reported by the version of the original that this service stands in for.
    private const string ServerVersion = "1.2.0";
    private const long SchemaVersion = 4;

    public void Map(ReleaseRoutes routes)
    {
        routes.GetOpen("/health", "Reports the server's health and the releases service's authentication.", http => ReleaseRoutes.AnswerAsync(http, json => json
            .OpenObject()
            .Field("status", "ok")
            .Field("mutation_auth", routes.Access.HasToken ? "bearer" : "loopback")
            .Field("read_auth", routes.Access.HasToken ? "bearer" : "open")
            .CloseObject()));
        routes.Get("/v1/workspace", "Returns the workspace's public settings.", WorkspaceAsync);
        routes.Get("/v1/metrics", "Returns counts of releases, run events and other records.", MetricsAsync);
        routes.Get("/v1/releases", "Lists releases, newest first.", ReleasesAsync);
        routes.Get("/v1/promoted", "Lists the promoted release of each agent and environment.", PromotedAsync);
        routes.Get("/v1/actions", "Lists promotions and rollbacks, including blocked ones, newest first.", ActionsAsync);
        routes.Get("/v1/promotion-requests", "Lists promotion requests, newest first.", RequestsAsync);
    }

    private async Task WorkspaceAsync(HttpContext http)
    {
        (bool approval, bool catalog) = await state.ReadAsync(
            book => (state.Workspace.Settings(book).PromotionRequiresApproval, state.Workspace.HasCatalog(book)));
        await ReleaseRoutes.AnswerAsync(http, json => json.OpenObject()
            .Field("api_version", "v1")
            .Field("kind", "WorkspacePublic")
            .Field("promotion_requires_approval", approval)
            .Field("pricing_catalog_configured", catalog)
            .Field("server_version", ServerVersion)
            .CloseObject());
    }

    private async Task MetricsAsync(HttpContext http)
    {
        long events;
        using (RunEventReader reader = state.RunEvents.OpenReader())
        {
            events = reader.CountAll();
        }

        JsonText body = await state.ReadAsync(book =>
        {
            JsonText json = new JsonText().OpenObject().Name("counters").OpenObject()
                .Field("releases_total", book.Count("ledger_release"))
                .Field("pricing_tables_total", book.Count("ledger_price"))
                .Field("run_events_total", events)
                .Field("promoted_pointers_total", book.Count("ledger_pointer"))
                .Field("actions_total", book.Count("ledger_action"))
                .Name("actions_by_action").OpenObject();
            foreach ((string action, long count) in book.CountActions())
            {
                json.Field(action, count);
            }

            return json.CloseObject().CloseObject();
        });
        body.Field("schema_version", SchemaVersion).Field("generated_at", WireTime.Record(state.Now)).CloseObject();
        await Answer.BytesAsync(http, body.Written);
    }

    private async Task ReleasesAsync(HttpContext http) =>
        await AnswerListAsync(http, "releases", await state.ReadAsync(static book => book.Releases()), static (release, json) => release.WriteSummary(json));

    private async Task PromotedAsync(HttpContext http) => await AnswerListAsync(
        http,
        "promoted",
        await state.ReadAsync(static book => book.Pointers()),
        static (pointer, json) => json.OpenObject()
            .Field("agent_id", pointer.AgentId)
            .Field("environment", pointer.Environment)
            .Field("release_id", pointer.ReleaseId)
            .CloseObject());

    private async Task ActionsAsync(HttpContext http)
    {
        JsonFields query = RequestFields.Read(http).Query;
        long limit = query.WholeOrNull("limit", 1, MostListed) ?? DefaultLimit;
        query.ThrowIfInvalid();
        List<ActionRecord> actions = await state.ReadAsync(book => book.Actions(query.TextOrNull("agent"), query.TextOrNull("env"), limit));
        await AnswerListAsync(http, "actions", actions, static (action, json) => action.WriteListed(json));
    }

    private async Task RequestsAsync(HttpContext http)
    {
        JsonFields query = RequestFields.Read(http).Query;
        long limit = query.WholeOrNull("limit", 1, MostListed) ?? DefaultLimit;
        query.ThrowIfInvalid();
        long now = state.Now;
        List<PromotionRequest> requests = await state.ReadAsync(book => book.Requests(query.TextOrNull("status"), now, limit));
        await AnswerListAsync(http, "requests", requests, (request, json) => request.WriteListed(json, now));
    }

    private static Task AnswerListAsync<T>(HttpContext http, string name, List<T> items, Action<T, JsonText> write) => ReleaseRoutes.AnswerAsync(http, json =>
    {
        json.OpenObject().Name(name).OpenArray();
        foreach (T item in items)
        {
            write(item, json);
        }

        json.CloseArray().CloseObject();
    });
}
