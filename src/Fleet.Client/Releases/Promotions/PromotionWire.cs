using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Releases;

/// <summary>Reads the releases service's responses about promotions and rollbacks.</summary>
internal static class PromotionWire
{
    private static readonly JsonFields s_policy = JsonFields.Of<PolicyField>();
    private static readonly JsonFields s_action = JsonFields.Of<ActionField>();
    private static readonly JsonFields s_request = JsonFields.Of<RequestField>();

    private enum PolicyField
    {
        Passed,
        Reasons,
        EvaluatedAt,
    }

    // The fields of an action, both in the response to it and in the list of actions, three of which a pointer shares.
    private enum ActionField
    {
        ActionId,
        Action,
        ReleaseId,
        AgentId,
        Environment,
        BaselineReleaseId,
        PromotedPointerChanged,
        Policy,
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
        ActionFields fields = ReadAction(ref json);
        return new FleetActionOutcome
        {
            ActionId = json.Need(fields.ActionId, "action_id"),
            Action = json.Need(fields.Action, "action"),
            ReleaseId = json.Need(fields.ReleaseId, "release_id"),
            AgentId = json.Need(fields.AgentId, "agent_id"),
            Environment = json.Need(fields.Environment, "environment"),
            BaselineReleaseId = fields.BaselineReleaseId,
            PromotedPointerChanged = json.Need(fields.PromotedPointerChanged, "promoted_pointer_changed"),
            Policy = json.Need(fields.Policy, "policy"),
            Overridden = fields.Overridden ?? false,
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
        ActionFields fields = ReadAction(ref json);
        return new FleetReleaseAction
        {
            ActionId = json.Need(fields.ActionId, "action_id"),
            Action = fields.Action ?? "",
            ReleaseId = fields.ReleaseId ?? "",
            AgentId = fields.AgentId ?? "",
            Environment = fields.Environment ?? "",
            BaselineReleaseId = fields.BaselineReleaseId,
            Reason = fields.Reason ?? "",
            PolicyPassed = fields.PolicyPassed ?? false,
            PolicyReasons = fields.PolicyReasons ?? [],
            CreatedAt = fields.CreatedAt ?? default,
            AuditSeq = json.Need(fields.AuditSeq, "audit_seq"),
            Overridden = fields.Overridden ?? false,
        };
    }

    private static FleetPromotion Pointer(ref JsonCursor json)
    {
        ActionFields fields = ReadAction(ref json);
        return new FleetPromotion
        {
            AgentId = json.Need(fields.AgentId, "agent_id"),
            Environment = json.Need(fields.Environment, "environment"),
            ReleaseId = json.Need(fields.ReleaseId, "release_id"),
        };
    }

    private static ActionFields ReadAction(ref JsonCursor json)
    {
        ActionFields fields = default;
        int next = 0;
        while (json.Field(s_action, ref next) is >= 0 and int field)
        {
            switch ((ActionField)field)
            {
                case ActionField.ActionId:
                    fields.ActionId = json.Text();
                    break;
                case ActionField.Action:
                    fields.Action = json.Text();
                    break;
                case ActionField.ReleaseId:
                    fields.ReleaseId = json.Text();
                    break;
                case ActionField.AgentId:
                    fields.AgentId = json.Text();
                    break;
                case ActionField.Environment:
                    fields.Environment = json.Text();
                    break;
                case ActionField.BaselineReleaseId:
                    fields.BaselineReleaseId = json.Text();
                    break;
                case ActionField.PromotedPointerChanged:
                    fields.PromotedPointerChanged = json.Bool();
                    break;
                case ActionField.Policy:
                    fields.Policy = json.Object(Policy);
                    break;
                case ActionField.Reason:
                    fields.Reason = json.Text();
                    break;
                case ActionField.PolicyPassed:
                    fields.PolicyPassed = json.Bool();
                    break;
                case ActionField.PolicyReasons:
                    fields.PolicyReasons = json.Texts();
                    break;
                case ActionField.CreatedAt:
                    fields.CreatedAt = json.Time();
                    break;
                case ActionField.AuditSeq:
                    fields.AuditSeq = json.Int64();
                    break;
                case ActionField.Override:
                    fields.Overridden = json.Bool();
                    break;
            }
        }

        return fields;
    }

    private struct ActionFields
    {
        public string? ActionId;
        public string? Action;
        public string? ReleaseId;
        public string? AgentId;
        public string? Environment;
        public string? BaselineReleaseId;
        public bool? PromotedPointerChanged;
        public FleetPolicyResult? Policy;
        public string? Reason;
        public bool? PolicyPassed;
        public string[]? PolicyReasons;
        public DateTimeOffset? CreatedAt;
        public long? AuditSeq;
        public bool? Overridden;
    }
}
