using System.Text.Json;
using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>
/// The routes for releases, prices, the policy and the workspace, which the original changes only from its command line. Every change is recorded
/// in the ledger.
/// </summary>
internal sealed class RegistryEndpoints(ReleasesState state)
{
    private const string DefaultActor = "http";

    private static readonly string[] s_policyKeys =
    [
        "policy_id", "max_cost_per_run_usd", "max_latency_ms", "max_error_rate", "min_candidate_runs", "min_baseline_runs", "min_low_runs",
        "require_high_diff_confidence",
    ];

    public void Map(ReleaseRoutes routes)
    {
        routes.Change("POST", "/v1/releases/register", "Registers a release from its files, or from its artifact and checksum.", ReadRegister, RegisterAsync);
        routes.Get("/v1/releases/{release_id}", "Returns a release with its artifact.", ReleaseAsync);
        routes.Change(
            "POST",
            "/v1/releases/{release_id}/verify",
            "Checks files or a checksum against the release.",
            static body => RegistryCalls.ReadBundle(body, needsArtifact: false),
            VerifyAsync);
        routes.Get("/v1/policy", "Returns the active policy, or the default one.", PolicyAsync);
        routes.Change(
            "PUT",
            "/v1/policy",
            "Sets the policy.",
            static body => new PolicyCall(RegistryCalls.ReadDocument(body, "policy"), Actor(body), body.TextOrNull("reason")),
            SetPolicyAsync);
        routes.Get("/v1/pricing", "Lists price tables.", PriceTablesAsync);
        routes.Get("/v1/pricing/{provider}/{version}", "Returns a price table.", PriceTableAsync);
        routes.Change("POST", "/v1/pricing/import", "Imports a price table; replacing one requires 'replace' and a reason.", ReadImport, ImportAsync);
        routes.Get("/v1/workspace/settings", "Returns all workspace settings that can be changed.", SettingsAsync);
        routes.Change("PUT", "/v1/workspace/settings", "Updates workspace settings; omitted ones are unchanged.", ReadSettings, SetSettingsAsync);
    }

    private static string Actor(JsonFields body) => body.Text("actor", DefaultActor);

    private static RegisterCall ReadRegister(JsonFields body) => new(RegistryCalls.ReadBundle(body, needsArtifact: true), body.TextOrNull("environment"));

    private static ImportCall ReadImport(JsonFields body) =>
        new(RegistryCalls.ReadDocument(body, "table"), body.FlagOrNull("replace") ?? false, Actor(body), body.TextOrNull("reason"));

    private static SettingsCall ReadSettings(JsonFields body) => new(RegistryCalls.ReadDocument(body, "settings"), Actor(body), body.TextOrNull("reason"));

    private Task RegisterAsync(HttpContext http, RegisterCall call, RequestKey? key)
    {
        (ReleaseArtifact? artifact, string checksum) = call.Bundle();
        return ChangeAsync(http, key, (book, now) =>
        {
            string environment = string.IsNullOrEmpty(call.Environment) ? state.Workspace.Settings(book).DefaultEnvironment : call.Environment;
            ReleaseRecord release = new(state.Ids.Next("rel"), environment, checksum, artifact!, now);
            book.Append(EntryKind.Release, release.ReleaseId, release.Write);
            return release.Write;
        });
    }

    private async Task ReleaseAsync(HttpContext http)
    {
        ReleaseRecord release = await FindReleaseAsync(http);
        await ReleaseRoutes.AnswerAsync(http, release.Write);
    }

    private async Task VerifyAsync(HttpContext http, Func<(ReleaseArtifact? Artifact, string Checksum)> bundle, RequestKey? key)
    {
        ReleaseRecord release = await FindReleaseAsync(http);
        string checksum = bundle().Checksum;
        await ReleaseRoutes.AnswerAsync(http, json => json.OpenObject()
            .Field("release_id", release.ReleaseId)
            .Field("matches", release.Checksum == checksum)
            .Field("registered", release.Checksum)
            .Field("actual", checksum)
            .CloseObject());
    }

    private async Task PolicyAsync(HttpContext http)
    {
        GatePolicy policy = await state.ReadAsync(static book => book.ActivePolicy());
        await ReleaseRoutes.AnswerAsync(http, policy.Write);
    }

    private Task SetPolicyAsync(HttpContext http, PolicyCall call, RequestKey? key)
    {
        JsonElement document = call.Document();
        GatePolicy policy = SettingsDocument.Read(document, "Policy", GatePolicy.Read);

        // A misspelled limit would otherwise be no limit at all.
        if (document.EnumerateObject().Select(static member => member.Name).FirstOrDefault(static name => !s_policyKeys.Contains(name)) is { } unknown)
        {
            throw new RefusedException($"Unknown policy key: {unknown}. Known ones: {string.Join(", ", s_policyKeys)}.");
        }

        return ChangeAsync(http, key, (book, now) =>
        {
            book.Append(EntryKind.Policy, policy.PolicyId, new PolicyChange(policy, call.Actor, call.Reason, now).Write);
            return policy.Write;
        });
    }

    private async Task PriceTablesAsync(HttpContext http)
    {
        List<PriceImport> tables = await state.ReadAsync(static book => book.PriceTables().ConvertAll(reference => book.FindPrices(reference)!));
        await ReleaseRoutes.AnswerAsync(http, json =>
        {
            json.OpenObject().Name("tables").OpenArray();
            foreach (PriceImport table in tables)
            {
                json.OpenObject()
                    .Field("provider", table.New.Provider)
                    .Field("pricing_version", table.New.Version)
                    .Field("models", table.New.Entries.Select(static entry => entry.Model))
                    .Field("checksum", table.Checksum)
                    .Field("created_at", WireTime.Record(table.CreatedAt))
                    .CloseObject();
            }

            json.CloseArray().CloseObject();
        });
    }

    private async Task PriceTableAsync(HttpContext http)
    {
        PriceReference reference = new((string)http.Request.RouteValues["provider"]!, (string)http.Request.RouteValues["version"]!);
        PriceImport table = await state.ReadAsync(book => book.FindPrices(reference))
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"Unknown pricing table: {reference}");
        await ReleaseRoutes.AnswerAsync(http, table.New.Write);
    }

    private Task ImportAsync(HttpContext http, ImportCall call, RequestKey? key)
    {
        PriceTable table = SettingsDocument.Read(call.Document(), "PricingTable", PriceTable.Read);
        PriceReference reference = new(table.Provider, table.Version);
        return ChangeAsync(http, key, (book, now) =>
        {
            PriceTable? old = book.FindPrices(reference)?.New;
            if (old is not null && !call.Replace)
            {
                throw new RefusedException($"Pricing table already exists for {reference}. Use --replace to override.");
            }

            if (old is not null && PythonText.Strip(call.Reason ?? "").Length == 0)
            {
                throw new RefusedException("--reason is required when using --replace for pricing imports.");
            }

            string action = old is null ? PriceImport.Insert : PriceImport.Replace;
            PriceImport import = new(state.Ids.Next("pim"), action, call.Actor, call.Reason, old, table, now);
            book.Append(EntryKind.Prices, import.ImportId, import.Write);
            return import.Write;
        });
    }

    private async Task SettingsAsync(HttpContext http)
    {
        WorkspaceSettings settings = await state.ReadAsync(state.Workspace.Settings);
        await ReleaseRoutes.AnswerAsync(http, settings.Write);
    }

    private Task SetSettingsAsync(HttpContext http, SettingsCall call, RequestKey? key)
    {
        JsonElement document = call.Document();
        return ChangeAsync(http, key, (book, now) =>
        {
            JsonElement merged = state.Workspace.Merge(book, document);
            book.Append(EntryKind.Workspace, "workspace", json => json.OpenObject()
                .Name("settings").Value(merged)
                .Field("actor", call.Actor)
                .Field("reason", call.Reason)
                .Field("updated_at", WireTime.Record(now))
                .CloseObject());
            return state.Workspace.Settings(book).Write;
        });
    }

    private async Task<ReleaseRecord> FindReleaseAsync(HttpContext http)
    {
        string releaseId = (string)http.Request.RouteValues["release_id"]!;
        return await state.ReadAsync(book => book.FindRelease(releaseId))
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"Unknown release: {releaseId}");
    }

    private async Task ChangeAsync(HttpContext http, RequestKey? key, Func<LedgerBook, long, Action<JsonText>> change) =>
        await ReleaseRoutes.AnswerAsync(http, await state.ChangeAsync(book =>
        {
            long now = state.Now;
            return GivenAnswers.Once(book.Session, key, now, () =>
            {
                JsonText json = new();
                change(book, now)(json);
                return new ChangeAnswer(StatusCodes.Status200OK, json.ToArray());
            });
        }));

    private sealed record RegisterCall(Func<(ReleaseArtifact? Artifact, string Checksum)> Bundle, string? Environment);

    private sealed record PolicyCall(Func<JsonElement> Document, string Actor, string? Reason);

    private sealed record ImportCall(Func<JsonElement> Document, bool Replace, string Actor, string? Reason);

    private sealed record SettingsCall(Func<JsonElement> Document, string Actor, string? Reason);
}
