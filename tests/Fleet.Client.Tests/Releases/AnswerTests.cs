using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Fleet.Client.Tests.Releases;

/// <summary>FlightDeck's responses, as this client reads them.</summary>
public sealed class AnswerTests
{
    private static readonly FleetReleaseComparison s_comparison = new() { BaselineReleaseId = "b", CandidateReleaseId = "c", Window = "7d" };

    private static readonly FleetPromotionCall s_call = new() { ReleaseId = "r", Environment = "e", Window = "7d", Reason = "why" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Diffs => [.. Good("POST", "/v1/diff")];

    public static TheoryData<string> Blocked =>
        [
            .. ReleasesGolden
                .Answers("POST", "/v1/promote")
                .Concat(ReleasesGolden.Answers("POST", "/v1/rollback"))
                .Where(static answer => answer.Status == 409)
                .Select(static answer => answer.Id),
        ];

    [Theory]
    [MemberData(nameof(Diffs))]
    public async Task A_comparison_is_read_whole(string id)
    {
        JsonNode expected = Find("POST", "/v1/diff", id);
        using TestReleases service = new();
        service.Answers(expected.ToJsonString());

        FleetReleaseDiff diff = await service.Client.Releases.CompareAsync(s_comparison, Token);

        Assert.Equal("b..c", diff.ToString());
        Assert.Equal(Time(expected["since"]), diff.Since);
        Assert.Equal(Time(expected["until"]), diff.Until);
        Assert.Equal(expected["filters"]!["environment"]!.GetValue<string>(), diff.Environment);
        Assert.Equal(expected["filters"]!["tenant_id"]?.GetValue<string>(), diff.TenantId);
        Assert.Equal(Time(expected["policy"]!["evaluated_at"]), diff.Policy.EvaluatedAt);
        Assert.Equal(Texts(expected["policy"]!["reasons"]), diff.Reasons);
        Assert.Equal(expected["samples"]!["confidence"]!.GetValue<string>(), diff.Confidence);
        Assert.Equal(expected["samples"]!["confidence_reason"]?.GetValue<string>(), diff.Samples.ConfidenceReason);
        Assert.Equal(Texts(expected["pricing"]!["warnings"]), diff.Pricing.Warnings);
        Assert.Equal(Texts(expected["pricing"]!["hints"]), diff.Pricing.Hints);
        Assert.Equal(Texts(expected["pricing"]!["catalog"]!["warnings"]), diff.Pricing.Catalog.Warnings);
        AssertNumbers(expected["metrics"]!, diff.Metrics);
        AssertNumbers(expected["pricing"]!["catalog"]!, diff.Pricing.Catalog);
        JsonNode prices = expected["pricing"]!["prices"]!;
        Assert.Equal(prices["baseline_input_usd_per_1k_tokens"]?.GetValue<double>(), diff.Pricing.Baseline.InputUsdPer1kTokens);
        Assert.Equal(prices["candidate_cached_input_usd_per_1k_tokens"]?.GetValue<double>(), diff.Pricing.Candidate.CachedInputUsdPer1kTokens);
    }

    [Theory]
    [InlineData("candidate sample < 500 runs; baseline sample < 200 runs; LOW floor is 50 runs", "candidate: 312 of 500 runs", "baseline: 20 of 200 runs")]
    [InlineData("candidate sample < 500 runs", "candidate: 312 of 500 runs")]
    [InlineData(null)]
    public void What_is_missing_for_the_gate_is_told(string? reason, params string[] missing)
    {
        FleetDiffSamples samples = new() { CandidateRuns = 312, BaselineRuns = 20, Confidence = "LOW", ConfidenceReason = reason };

        Assert.Equal(missing, new FleetReleaseDiff { Samples = samples }.Missing);
    }

    [Theory]
    [MemberData(nameof(Blocked))]
    public async Task A_blocked_action_is_an_error_of_its_own_with_its_outcome(string id)
    {
        JsonNode expected = ReleasesGolden
            .Answers("POST", "/v1/promote")
            .Concat(ReleasesGolden.Answers("POST", "/v1/rollback"))
            .First(answer => answer.Id == id)
            .Body;
        using TestReleases service = new();
        service.Answers(expected.ToJsonString(), HttpStatusCode.Conflict);

        FleetPromotionBlockedException failure = await Assert.ThrowsAsync<FleetPromotionBlockedException>(() =>
            service.Client.Promotions.PromoteAsync(s_call, Token));

        JsonNode outcome = expected["detail"]!["outcome"]!;
        Assert.Equal(outcome["action_id"]!.GetValue<string>(), failure.Outcome!.ActionId);
        Assert.Equal(outcome["baseline_release_id"]?.GetValue<string>(), failure.Outcome.BaselineReleaseId);
        Assert.False(failure.Outcome.PromotedPointerChanged);
        Assert.Equal(Texts(outcome["policy"]!["reasons"]), failure.FailedConstraints);
        Assert.Equal(HttpStatusCode.Conflict, failure.StatusCode);
        Assert.All(failure.FailedConstraints, reason => Assert.Contains(reason, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_blocked_request_is_split_into_its_reasons_which_have_semicolons_of_their_own()
    {
        using TestReleases service = new();
        service.Answers(
            """{"detail":{"message":"Policy does not allow this promotion; request not recorded. Reasons: candidate error_rate 0.4000 exceeds max """
                + """0.2500; diff confidence is LOW (candidate sample < 4 runs; LOW floor is 2 runs); promotion requires HIGH"}}""",
            HttpStatusCode.Conflict);

        FleetPromotionBlockedException failure = await Assert.ThrowsAsync<FleetPromotionBlockedException>(() =>
            service.Client.Promotions.RequestAsync(s_call, Token));

        Assert.Null(failure.Outcome);
        Assert.Equal(
            [
                "candidate error_rate 0.4000 exceeds max 0.2500",
                "diff confidence is LOW (candidate sample < 4 runs; LOW floor is 2 runs); promotion requires HIGH",
            ],
            failure.FailedConstraints);
    }

    [Theory]
    [InlineData("Unknown release: rel_x", "release", "rel_x")]
    [InlineData("Unknown candidate release: rel_x", "release", "rel_x")]
    [InlineData("Unknown promotion request_id or request is not pending.", "promotionRequest", "r")]
    public async Task What_does_not_exist_is_not_found_although_the_service_says_400(string detail, string type, string? id)
    {
        using TestReleases service = new();
        service.Answers(new JsonObject { ["detail"] = detail }.ToJsonString(), HttpStatusCode.BadRequest);

        FleetNotFoundException failure = await Assert.ThrowsAsync<FleetNotFoundException>(() => service.Client.Promotions.PromoteAsync(s_call, Token));

        Assert.Equal((type, id), (failure.ResourceType, failure.ResourceId));
    }

    [Fact]
    public async Task The_lists_are_read_whole()
    {
        foreach (string id in Good("GET", "/v1/actions"))
        {
            JsonNode expected = Find("GET", "/v1/actions", id);
            using TestReleases service = new();
            service.Answers(expected.ToJsonString());

            List<FleetReleaseAction> actions = await service.Client.Promotions.ListActionsAsync(cancellationToken: Token).ToListAsync(Token);

            Assert.Equal(
                expected["actions"]!.AsArray().Select(static action => action!["audit_seq"]!.GetValue<long>()),
                actions.Select(static action => action.AuditSeq));
            Assert.Equal(
                expected["actions"]!.AsArray().Select(static action => Time(action!["created_at"])),
                actions.Select(static action => action.CreatedAt));
        }

        foreach (string id in Good("GET", "/v1/promotion-requests"))
        {
            JsonNode expected = Find("GET", "/v1/promotion-requests", id);
            using TestReleases service = new();
            service.Answers(expected.ToJsonString());

            List<FleetPromotionRequest> requests = await service.Client.Promotions.ListRequestsAsync(cancellationToken: Token).ToListAsync(Token);

            Assert.Equal(
                expected["requests"]!.AsArray().Select(static request => request!["status"]!.GetValue<string>()),
                requests.Select(static request => request.Status));
            Assert.Equal(
                expected["requests"]!.AsArray().Select(static request => request!["completed_action_id"]?.GetValue<string>()),
                requests.Select(static request => request.CompletedActionId));
        }
    }

    [Fact]
    public async Task The_counts_are_read_whole()
    {
        JsonNode expected = Find("GET", "/v1/metrics", Good("GET", "/v1/metrics").Last());
        using TestReleases service = new();
        service.Answers(expected.ToJsonString());

        FleetMetric metric = await service.Client.Workspace.GetMetricsAsync(Token);

        Assert.Equal(expected["counters"]!["run_events_total"]!.GetValue<long>(), metric.RunEvents);
        Assert.Equal(expected["counters"]!["releases_total"]!.GetValue<long>(), metric.Releases);
        Assert.Equal(expected["counters"]!["actions_by_action"]!.AsObject().Count, metric.ActionsByKind.Count);
        Assert.Equal(4, metric.SchemaVersion);
    }

    [Fact]
    public async Task A_promotion_is_not_done_again_after_a_lost_answer()
    {
        using TestReleases service = new(retry: new FleetRetryOptions { FirstDelay = TimeSpan.Zero });
        service.Stub.Throws(static () => new HttpRequestException("lost"));

        await Assert.ThrowsAsync<FleetConnectionException>(() => service.Client.Promotions.PromoteAsync(s_call, Token));

        Assert.NotNull(Assert.Single(service.Stub.Sent)["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_promotion_is_done_again_where_the_service_honours_the_key()
    {
        using TestReleases service = new(retry: new FleetRetryOptions { FirstDelay = TimeSpan.Zero });
        service.Answers("""{"releases":[]}""", HttpStatusCode.OK, ("Fleet-Idempotency", "honoured"));
        service.Stub.Throws(static () => new HttpRequestException("lost"));
        service.Answers(Find("POST", "/v1/promote", Good("POST", "/v1/promote")[0]).ToJsonString());

        await service.Client.Releases.ListAsync(Token).ToListAsync(Token);
        await service.Client.Promotions.PromoteAsync(s_call, Token);

        Assert.Equal(3, service.Stub.Sent.Count);
        Assert.Equal(service.Stub.Sent[1]["Idempotency-Key"], service.Stub.Sent[2]["Idempotency-Key"]);
    }

    private static List<string> Good(string method, string path) =>
        [.. ReleasesGolden.Answers(method, path).Where(static answer => answer.Status == 200).Select(static answer => answer.Id)];

    private static JsonNode Find(string method, string path, string id) => ReleasesGolden.Answers(method, path).First(answer => answer.Id == id).Body;

    private static DateTimeOffset Time(JsonNode? node) => DateTimeOffset.Parse(node!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static string[] Texts(JsonNode? node) => [.. node!.AsArray().Select(static item => item!.GetValue<string>())];

    private static void AssertNumbers(JsonNode expected, object actual)
    {
        foreach (
            (string name, JsonNode? value) in expected
                .AsObject()
                .Where(static field =>
                    field.Key.Contains("_usd", StringComparison.Ordinal)
                    || field.Key.Contains("_rate", StringComparison.Ordinal)
                    || field.Key.Contains("_avg", StringComparison.Ordinal)
                    || field.Key.EndsWith("_pct", StringComparison.Ordinal)))
        {
            string property = string.Concat(name.Split('_').Select(static part => char.ToUpperInvariant(part[0]) + part[1..]));
            Assert.Equal(value?.GetValue<double>(), (double?)actual.GetType().GetProperty(property)!.GetValue(actual));
        }
    }
}
