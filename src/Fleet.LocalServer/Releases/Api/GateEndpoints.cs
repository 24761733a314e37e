using Fleet.LocalServer.Releases.Diff;
using Fleet.LocalServer.Releases.Gate;
using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>The routes that compare, promote and roll back releases.</summary>
internal sealed class GateEndpoints(ReleasesState state)
{
    private const string DefaultActor = "http";
    private readonly ReleaseGate _gate = new(state.RunEvents, state.Workspace, state.Ids);
    private readonly ReleaseDiff _diff = new(state.RunEvents, state.Workspace);

    public void Map(ReleaseRoutes routes)
    {
        routes.Post("/v1/diff", "Compares the runs of two releases.", ReadDiff, DiffAsync, open: true);
        routes.Post("/v1/promote", "Promotes a release if the policy passes.", ReadCall, (http, call, key) =>
            ActAsync(http, key, "Promotion", (book, now) => _gate.Promote(book, call, now)));
        routes.Post("/v1/rollback", "Rolls back to a release if the policy passes or 'override' is set.", ReadRollback, (http, call, key) =>
            ActAsync(http, key, "Rollback", (book, now) => _gate.Rollback(book, call, now)));
        routes.Post("/v1/promote/request", "Requests a promotion, to be confirmed by another call.", ReadCall, RequestAsync);
        routes.Post("/v1/promote/confirm", "Confirms a requested promotion.", static body => ReadResolve(body, "approval_reason"), (http, call, key) =>
            ActAsync(http, key, "Promotion", (book, now) => _gate.Confirm(book, call, now)));
        routes.Change("POST", "/v1/promote/deny", "Denies a requested promotion.", static body => ReadResolve(body, "reason"), DenyAsync);
    }

    private static DiffCall ReadDiff(JsonFields body)
    {
        // The original's order, which determines the order of the errors.
        string baseline = body.Text("baseline_release_id");
        string candidate = body.Text("candidate_release_id");
        string window = body.Text("window");
        string? tenant = body.TextOrNull("tenant_id");
        string? task = body.TextOrNull("task_id");
        return new DiffCall(baseline, candidate, window, body.TextOrNull("environment"), tenant, task);
    }

    private static GateCall ReadCall(JsonFields body) =>
        new(body.Text("release_id"), body.Text("environment"), body.Text("window"), body.Text("reason", least: 1), body.Text("actor", DefaultActor));

    private static GateCall ReadRollback(JsonFields body) => ReadCall(body) with { Override = body.FlagOrNull("override") ?? false };

    private static ResolveCall ReadResolve(JsonFields body, string reason) =>
        new(body.Text("request_id"), body.Text(reason, least: 1), body.Text("actor", DefaultActor));

    private async Task DiffAsync(HttpContext http, DiffCall call, RequestKey? key)
    {
        JsonText json = new();
        await state.ReadAsync(book =>
        {
            _diff.Write(json, book, call, state.Now);
            return true;
        });
        await Answer.BytesAsync(http, json.Written);
    }

    private Task ActAsync(HttpContext http, RequestKey? key, string noun, Func<LedgerBook, long, ActionRecord> act) => ChangeAsync(http, key, (book, now) =>
    {
        ActionRecord record = act(book, now);
        JsonText json = new();
        if (record.Succeeded)
        {
            record.WriteOutcome(json);
            return new ChangeAnswer(StatusCodes.Status200OK, json.ToArray());
        }

        json.OpenObject().Name("detail").OpenObject().Field("message", $"{noun} blocked by policy.").Name("outcome");
        record.WriteOutcome(json);
        return new ChangeAnswer(StatusCodes.Status409Conflict, json.CloseObject().CloseObject().ToArray());
    });

    private Task RequestAsync(HttpContext http, GateCall call, RequestKey? key) => ChangeAsync(http, key, (book, now) =>
    {
        (PromotionRequest? request, IReadOnlyList<string> reasons) = _gate.Request(book, call, now);
        JsonText json = new();
        if (request is not null)
        {
            request.WriteCreated(json);
            return new ChangeAnswer(StatusCodes.Status200OK, json.ToArray());
        }

        string message = $"Policy does not allow this promotion; request not recorded. Reasons: {string.Join("; ", reasons)}";
        json.OpenObject().Name("detail").OpenObject().Field("message", message).CloseObject().CloseObject();
        return new ChangeAnswer(StatusCodes.Status409Conflict, json.ToArray());
    });

    private Task DenyAsync(HttpContext http, ResolveCall call, RequestKey? key) => ChangeAsync(http, key, (book, now) =>
    {
        JsonText json = new();
        ReleaseGate.Deny(book, call, now).WriteListed(json, now);
        return new ChangeAnswer(StatusCodes.Status200OK, json.ToArray());
    });

    private async Task ChangeAsync(HttpContext http, RequestKey? key, Func<LedgerBook, long, ChangeAnswer> change) =>
        await ReleaseRoutes.AnswerAsync(http, await state.ChangeAsync(book =>
        {
            long now = state.Now;
            return GivenAnswers.Once(book.Session, key, now, () => change(book, now));
        }));
}
