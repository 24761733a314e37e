using Fleet.LocalServer.Releases.Diff;
using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Gate;

/// <summary>
/// Decides promotions and rollbacks. Each call is a single change to the ledger, from its first read to its last write, so two calls never act on the
/// same pointer or request.
/// </summary>
internal sealed class ReleaseGate(RunEventStore events, ReleaseWorkspace workspace, ReleaseIds ids)
{
    private const string NotPending = "Unknown promotion request_id or request is not pending.";

    /// <summary>Promotes a release.</summary>
    /// <exception cref="RefusedException">The call is refused; nothing was written.</exception>
    public ActionRecord Promote(LedgerBook book, GateCall call, long now)
    {
        if (workspace.Settings(book).PromotionRequiresApproval)
        {
            throw new RefusedException(
                "Workspace promotion_requires_approval=true: use promote-request then promote-confirm "
                + "(HTTP POST /v1/promote/request and POST /v1/promote/confirm).");
        }

        return Act(book, ActionRecord.Promote, call, now);
    }

    /// <summary>Rolls back to a release.</summary>
    /// <exception cref="RefusedException">The call is refused; nothing was written.</exception>
    public ActionRecord Rollback(LedgerBook book, GateCall call, long now)
    {
        if (call.Override && !workspace.Settings(book).RollbackOverrideAllowed)
        {
            throw new RefusedException("rollback_override_allowed is false in this workspace: a rollback cannot override the policy.");
        }

        return Act(book, ActionRecord.Rollback, call, now);
    }

    /// <summary>Requests a promotion.</summary>
    /// <returns>The request, or the policy's reasons against it, in which case nothing was written.</returns>
    /// <exception cref="RefusedException">The call is refused; nothing was written.</exception>
    public (PromotionRequest? Request, IReadOnlyList<string> Reasons) Request(LedgerBook book, GateCall call, long now)
    {
        WorkspaceSettings settings = workspace.Settings(book);
        if (!settings.PromotionRequiresApproval)
        {
            throw new RefusedException(
                "promotion_requires_approval is false in flightdeck.yaml; use direct `release promote` "
                + "or set promotion_requires_approval: true to use the approval workflow.");
        }

        RequireText(call.Reason, "Reason is required for promotion requests.");
        if (settings.PromotionRequiresSecondPerson)
        {
            RequireText(call.Actor, "promotion_requires_second_person is true: actor must name who asks.");
        }

        (GateResult policy, string? baseline, string agent) = Evaluate(book, settings, ActionRecord.Promote, call, now);
        if (!policy.Passed)
        {
            return (null, policy.Reasons);
        }

        PromotionRequest request = new()
        {
            RequestId = ids.Next("prq"),
            ReleaseId = call.ReleaseId,
            AgentId = agent,
            Environment = call.Environment,
            Window = call.Window,
            Reason = call.Reason,
            Actor = call.Actor,
            BaselineReleaseId = baseline,
            Policy = policy,
            CreatedAt = now,
            ExpiresAt = settings.PromotionRequestTtl is { } ttl ? now + (now - Window.Parse(ttl, now).Since) : null,
        };
        book.Append(EntryKind.Request, request.RequestId, request.Write);
        return (request, []);
    }

    /// <summary>Confirms a request: the promotion is evaluated afresh, as of now.</summary>
    /// <exception cref="RefusedException">The call is refused; nothing was written.</exception>
    public ActionRecord Confirm(LedgerBook book, ResolveCall call, long now)
    {
        RequireText(call.Reason, "approval_reason is required for promote-confirm.");
        PromotionRequest request = FindPending(book, call.RequestId, now);
        if (workspace.Settings(book).PromotionRequiresSecondPerson)
        {
            RequireText(call.Actor, "promotion_requires_second_person is true: actor must name who confirms.");
            if (string.Equals(PythonText.Strip(call.Actor), PythonText.Strip(request.Actor), StringComparison.OrdinalIgnoreCase))
            {
                throw new RefusedException(
                    $"promotion_requires_second_person is true: {PythonText.Quote(call.Actor)} asked for this promotion and cannot confirm it.");
            }
        }

        ActionRecord action = Act(
            book,
            ActionRecord.Promote,
            new GateCall(request.ReleaseId, request.Environment, request.Window, $"{request.Reason} | approval: {call.Reason}", call.Actor),
            now);
        if (action.Succeeded)
        {
            Resolve(book, new RequestResolution(request.RequestId, PromotionRequest.Completed, now, action.ActionId, call.Actor, call.Reason));
        }

        return action;
    }

    /// <summary>Denies a request.</summary>
    /// <exception cref="RefusedException">The call is refused; nothing was written.</exception>
    public static PromotionRequest Deny(LedgerBook book, ResolveCall call, long now)
    {
        RequireText(call.Reason, "reason is required to deny a promotion.");
        PromotionRequest request = FindPending(book, call.RequestId, now);
        RequestResolution resolution = new(request.RequestId, PromotionRequest.Denied, now, null, call.Actor, call.Reason);
        Resolve(book, resolution);
        return request with { Resolution = resolution };
    }

    private static PromotionRequest FindPending(LedgerBook book, string requestId, long now) =>
        book.FindRequest(requestId) is { } request && request.StatusAt(now) == PromotionRequest.Pending ? request : throw new RefusedException(NotPending);

    private static void Resolve(LedgerBook book, RequestResolution resolution) => book.Append(EntryKind.Resolution, resolution.RequestId, resolution.Write);

    private static void RequireText(string text, string otherwise)
    {
        if (PythonText.Strip(text).Length == 0)
        {
            throw new RefusedException(otherwise);
        }
    }

    private ActionRecord Act(LedgerBook book, string action, GateCall call, long now)
    {
        RequireText(call.Reason, "Reason is required for promote/rollback actions.");
        (GateResult policy, string? baseline, string agent) = Evaluate(book, workspace.Settings(book), action, call, now);
        ActionRecord record = new()
        {
            ActionId = ids.Next("act"),
            Action = action,
            Actor = call.Actor,
            ReleaseId = call.ReleaseId,
            AgentId = agent,
            Environment = call.Environment,
            Reason = call.Reason,
            Policy = policy,
            BaselineReleaseId = baseline,
            CreatedAt = now,
            AuditSeq = book.NextAuditSeq(),
            Override = call.Override && !policy.Passed,
        };
        book.Append(EntryKind.Action, record.ActionId, record.Write);
        return record;
    }

    private (GateResult Policy, string? Baseline, string Agent) Evaluate(LedgerBook book, WorkspaceSettings settings, string action, GateCall call, long now)
    {
        ReleaseRecord target = book.FindRelease(call.ReleaseId) ?? throw new RefusedException($"Unknown release: {call.ReleaseId}");
        string agent = target.Artifact.AgentId;
        if (book.FindPointer(agent, call.Environment) is not { } current)
        {
            return action == ActionRecord.Promote
                ? (new GateResult(true, [GateResult.First], now), null, agent)
                : throw new RefusedException("No promoted release exists for this agent/environment; nothing to roll back to.");
        }

        try
        {
            return (Hold(book, settings, action, call, current, target, now), current, agent);
        }
        catch (RefusedException e) when (call.Override)
        {
            // In an emergency a missing price must not keep the broken release in place. The ledger records that nothing was checked.
            return (new GateResult(false, [$"policy not evaluated: {e.Message}"], now), current, agent);
        }
    }

    /// <summary>Checks a release against the policy.</summary>
    private GateResult Hold(LedgerBook book, WorkspaceSettings settings, string action, GateCall call, string current, ReleaseRecord target, long now)
    {
        ReleaseRecord baseline = book.FindRelease(current) ?? throw new RefusedException($"Promoted baseline release is missing: {current}");
        PriceTable baselinePrices = Prices(book, baseline, "promoted baseline");
        PriceTable targetPrices = Prices(book, target, action == ActionRecord.Promote ? "candidate" : "rollback target");
        ReleaseComparison comparison = ReleaseComparison.Make(
            events,
            new ComparedSide(baseline, baselinePrices),
            new ComparedSide(target, targetPrices),
            new RunEventFilter
            {
                ReleaseId = "",
                Window = Window.Parse(call.Window, now),
                Environment = call.Environment,
            });
        GatePolicy policy = book.ActivePolicy();
        Confidence confidence = Confidence.Of(comparison.Baseline.Runs, comparison.Candidate.Runs, settings.Thresholds(policy));
        IReadOnlyList<string> reasons = policy.Evaluate(comparison.Candidate, confidence);
        return new GateResult(reasons.Count == 0, reasons, now);
    }

    private static PriceTable Prices(LedgerBook book, ReleaseRecord release, string role) => book.FindPrices(release.Artifact.Prices)?.New
        ?? throw new RefusedException($"Missing pricing table for {role} {release.Artifact.Prices}. Run `flightdeck pricing import ...`.");
}
