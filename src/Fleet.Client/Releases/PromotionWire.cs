using Fleet.Client.Json;

namespace Fleet.Client;

/// <summary>What the releases service answers about promotions and rollbacks.</summary>
internal static class PromotionWire
{
    private static readonly JsonFields s_policy = JsonFields.Of<PolicyField>();
    private static readonly JsonFields s_outcome = JsonFields.Of<OutcomeField>();
    private static readonly JsonFields s_action = JsonFields.Of<ActionField>();
    private static readonly JsonFields s_request = JsonFields.Of<RequestField>();
    private static readonly JsonFields s_pointer = JsonFields.Of<PointerField>();

    private enum PolicyField
    {
        Passed,
        Reasons,
        EvaluatedAt,
    }

    private enum OutcomeField
    {
        ActionId,
        Action,
        ReleaseId,
        AgentId,
        Environment,
        BaselineReleaseId,
        PromotedPointerChanged,
        Policy,
        Override,
    }

    private enum ActionField
    {
        ActionId,
        Action,
        ReleaseId,
        AgentId,
        Environment,
        BaselineReleaseId,
        Reason,
        PolicyPassed,
        PolicyReasons,
        CreatedAt,
        AuditSeq,
        Override,
    }

    private enum RequestField
    {
        RequestId,
        Status,
        ReleaseId,
        AgentId,
        Environment,
        Window,
        Reason,
        Actor,
        BaselineReleaseId,
        Policy,
        CreatedAt,
        ResolvedAt,
        CompletedActionId,
        ExpiresAt,
        DeniedBy,
        DenialReason,
    }

    private enum PointerField
    {
        AgentId,
        Environment,
        ReleaseId,
    }

    public static JsonListShape<FleetReleaseAction> Actions { get; } = new("actions", static (ref json) => json.Object(Action));

    public static JsonListShape<FleetPromotionRequest> Requests { get; } = new("requests", static (ref json) => json.Object(Request));

    public static JsonListShape<FleetPromotion> Promoted { get; } = new("promoted", static (ref json) => json.Object(Pointer));

    public static FleetPolicyResult Policy(ref JsonCursor json)
    {
        bool? passed = null;
        string[]? reasons = null;
        DateTimeOffset? evaluatedAt = null;
        int next = 0;
        while (json.Field(s_policy, ref next) is >= 0 and int field)
        {
            switch ((PolicyField)field)
            {
                case PolicyField.Passed:
                    passed = json.Bool();
                    break;
                case PolicyField.Reasons:
                    reasons = json.Texts();
                    break;
                case PolicyField.EvaluatedAt:
                    evaluatedAt = json.Time();
                    break;
            }
        }

        return new FleetPolicyResult { Passed = json.Need(passed, "passed"), Reasons = reasons ?? [], EvaluatedAt = evaluatedAt };
    }

    public static FleetActionOutcome Outcome(ref JsonCursor json)
    {
        string? actionId = null, action = null, releaseId = null, agentId = null, environment = null, baseline = null;
        bool? changed = null, overridden = null;
        FleetPolicyResult? policy = null;
        int next = 0;
        while (json.Field(s_outcome, ref next) is >= 0 and int field)
        {
            switch ((OutcomeField)field)
            {
                case OutcomeField.ActionId:
                    actionId = json.Text();
                    break;
                case OutcomeField.Action:
                    action = json.Text();
                    break;
                case OutcomeField.ReleaseId:
                    releaseId = json.Text();
                    break;
                case OutcomeField.AgentId:
                    agentId = json.Text();
                    break;
                case OutcomeField.Environment:
                    environment = json.Text();
                    break;
                case OutcomeField.BaselineReleaseId:
                    baseline = json.Text();
                    break;
                case OutcomeField.PromotedPointerChanged:
                    changed = json.Bool();
                    break;
                case OutcomeField.Policy:
                    policy = json.Object(Policy);
                    break;
                case OutcomeField.Override:
                    overridden = json.Bool();
                    break;
            }
        }

        return new FleetActionOutcome
        {
            ActionId = json.Need(actionId, "action_id"),
            Action = json.Need(action, "action"),
            ReleaseId = json.Need(releaseId, "release_id"),
            AgentId = json.Need(agentId, "agent_id"),
            Environment = json.Need(environment, "environment"),
            BaselineReleaseId = baseline,
            PromotedPointerChanged = json.Need(changed, "promoted_pointer_changed"),
            Policy = json.Need(policy, "policy"),
            Overridden = overridden ?? false,
        };
    }

    public static FleetPromotionRequest Request(ref JsonCursor json)
    {
        FleetPromotionRequest request = new();
        string? requestId = null, status = null;
        int next = 0;
        while (json.Field(s_request, ref next) is >= 0 and int field)
        {
            switch ((RequestField)field)
            {
                case RequestField.RequestId:
                    requestId = json.Text();
                    break;
                case RequestField.Status:
                    status = json.Text();
                    break;
                case RequestField.ReleaseId:
                    request = request with { ReleaseId = json.Text() ?? "" };
                    break;
                case RequestField.AgentId:
                    request = request with { AgentId = json.Text() ?? "" };
                    break;
                case RequestField.Environment:
                    request = request with { Environment = json.Text() ?? "" };
                    break;
                case RequestField.Window:
                    request = request with { Window = json.Text() ?? "" };
                    break;
                case RequestField.Reason:
                    request = request with { Reason = json.Text() };
                    break;
                case RequestField.Actor:
                    request = request with { Actor = json.Text() };
                    break;
                case RequestField.BaselineReleaseId:
                    request = request with { BaselineReleaseId = json.Text() };
                    break;
                case RequestField.Policy:
                    request = request with { Policy = json.Object(Policy) ?? new FleetPolicyResult() };
                    break;
                case RequestField.CreatedAt:
                    request = request with { CreatedAt = json.Time() ?? default };
                    break;
                case RequestField.ResolvedAt:
                    request = request with { ResolvedAt = json.Time() };
                    break;
                case RequestField.CompletedActionId:
                    request = request with { CompletedActionId = json.Text() };
                    break;
                case RequestField.ExpiresAt:
                    request = request with { ExpiresAt = json.Time() };
                    break;
                case RequestField.DeniedBy:
                    request = request with { DeniedBy = json.Text() };
                    break;
                case RequestField.DenialReason:
                    request = request with { DenialReason = json.Text() };
                    break;
            }
        }

        return request with { RequestId = json.Need(requestId, "request_id"), Status = json.Need(status, "status") };
    }

    private static FleetReleaseAction Action(ref JsonCursor json)
    {
        FleetReleaseAction action = new();
        string? actionId = null;
        long? sequence = null;
        int next = 0;
        while (json.Field(s_action, ref next) is >= 0 and int field)
        {
            switch ((ActionField)field)
            {
                case ActionField.ActionId:
                    actionId = json.Text();
                    break;
                case ActionField.Action:
                    action = action with { Action = json.Text() ?? "" };
                    break;
                case ActionField.ReleaseId:
                    action = action with { ReleaseId = json.Text() ?? "" };
                    break;
                case ActionField.AgentId:
                    action = action with { AgentId = json.Text() ?? "" };
                    break;
                case ActionField.Environment:
                    action = action with { Environment = json.Text() ?? "" };
                    break;
                case ActionField.BaselineReleaseId:
                    action = action with { BaselineReleaseId = json.Text() };
                    break;
                case ActionField.Reason:
                    action = action with { Reason = json.Text() ?? "" };
                    break;
                case ActionField.PolicyPassed:
                    action = action with { PolicyPassed = json.Bool() ?? false };
                    break;
                case ActionField.PolicyReasons:
                    action = action with { PolicyReasons = json.Texts() ?? [] };
                    break;
                case ActionField.CreatedAt:
                    action = action with { CreatedAt = json.Time() ?? default };
                    break;
                case ActionField.AuditSeq:
                    sequence = json.Int64();
                    break;
                case ActionField.Override:
                    action = action with { Overridden = json.Bool() ?? false };
                    break;
            }
        }

        return action with { ActionId = json.Need(actionId, "action_id"), AuditSeq = json.Need(sequence, "audit_seq") };
    }

    private static FleetPromotion Pointer(ref JsonCursor json)
    {
        string? agentId = null, environment = null, releaseId = null;
        int next = 0;
        while (json.Field(s_pointer, ref next) is >= 0 and int field)
        {
            switch ((PointerField)field)
            {
                case PointerField.AgentId:
                    agentId = json.Text();
                    break;
                case PointerField.Environment:
                    environment = json.Text();
                    break;
                case PointerField.ReleaseId:
                    releaseId = json.Text();
                    break;
            }
        }

        return new FleetPromotion
        {
            AgentId = json.Need(agentId, "agent_id"),
            Environment = json.Need(environment, "environment"),
            ReleaseId = json.Need(releaseId, "release_id"),
        };
    }
}
