using System.Net;
using Fleet.Testing;

namespace Fleet.Client.Tests.Releases;

/// <summary>Every recorded request of FlightDeck's Python client, against what this client sends.</summary>
public sealed class SdkWireTests
{
    private static readonly FleetRunEvent s_first = new()
    {
        Timestamp = new DateTimeOffset(2026, 5, 1, 12, 34, 56, 789, TimeSpan.Zero),
        AgentId = "a",
        ReleaseId = "rel_1",
        RunId = "run é",
        TenantId = "t",
        TaskId = "k",
        Environment = "prod",
        LatencyMs = 820,
        Provider = "p",
        Model = "m",
        InputTokens = 1,
        OutputTokens = 2,
    };

    private static readonly FleetRunEvent s_second = s_first with
    {
        RunId = "r2",
        Timestamp = new DateTimeOffset(2026, 5, 1, 12, 34, 56, TimeSpan.FromHours(2)),
    };

    private static readonly FleetRunEventQuery s_query = new() { ReleaseId = "r", Window = "7d" };

    private static readonly Dictionary<string, Func<FleetClient, Task>> s_calls = new()
    {
        ["health token=None"] = static client => client.Workspace.GetHealthAsync(Token),
        ["health token=tok"] = static client => client.Workspace.GetHealthAsync(Token),
        ["get_workspace"] = static client => client.Workspace.GetPublicAsync(Token),
        ["list_releases"] = static client => client.Releases.ListAsync(Token).ToListAsync(Token).AsTask(),
        ["list_promoted"] = static client => client.Promotions.ListAsync(Token).ToListAsync(Token).AsTask(),
        ["list_actions"] = static client => client.Promotions.ListActionsAsync(cancellationToken: Token).ToListAsync(Token).AsTask(),
        ["list_actions filtered"] = static client => client.Promotions.ListActionsAsync("a b", "p&q", 7, Token).ToListAsync(Token).AsTask(),
        ["post_diff"] = static client =>
            client.Releases.CompareAsync(
                new FleetReleaseComparison
                {
                    BaselineReleaseId = "b",
                    CandidateReleaseId = "c",
                    Window = "7d",
                },
                Token),
        ["post_promote"] = static client => client.Promotions.PromoteAsync(Call("why é"), Token),
        ["post_promote_request"] = static client => client.Promotions.RequestAsync(Call("why") with { Actor = "me" }, Token),
        ["post_promote_confirm"] = static client => client.Promotions.ConfirmAsync("prq_1", "ok", cancellationToken: Token),
        ["post_rollback"] = static client => client.Promotions.RollBackAsync(Call("why"), Token),
        ["list_promotion_requests"] = static client => client.Promotions.ListRequestsAsync(cancellationToken: Token).ToListAsync(Token).AsTask(),
        ["list_promotion_requests status"] = static client => client.Promotions.ListRequestsAsync("pending", 3, Token).ToListAsync(Token).AsTask(),
        ["list_runs"] = static client => client.Evidence.GetPageAsync(s_query, cancellationToken: Token),
        ["list_runs all"] = static client => client.Evidence.GetPageAsync(
            s_query with { Environment = "e", TenantId = "t", TaskId = "k", TraceId = "tr/1", SessionId = "s+1", SpanId = "sp 1" }, 5, 10, Token),
        ["fetch_runs_export_ndjson"] = static client => client.Evidence.GetLinesAsync(s_query, cancellationToken: Token),
        ["ingest_run_events"] = static client => client.Evidence.SendAsync([s_first, s_second], Token),
        ["ingest_run_events empty"] = static client => client.Evidence.SendAsync([], Token),
        ["ingest_run_events_batch 3 by 2"] = static client =>
            client.Evidence.SendManyAsync(new[] { s_first, s_second, s_first }.ToAsyncEnumerable(), 2, Token).ToListAsync(Token).AsTask(),
        ["ingest_run_events_batch empty"] = static client =>
            client.Evidence.SendManyAsync(AsyncEnumerable.Empty<FleetRunEvent>(), cancellationToken: Token).ToListAsync(Token).AsTask(),
    };

    public static TheoryData<string> Operations => [.. ReleasesGolden.SdkCalls.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task The_requests_are_those_of_the_Python_client(string operation)
    {
        // A deliberate difference: times are sent in UTC, because the original compares them as texts.
        IEnumerable<string> expected = ReleasesGolden.SdkCalls[operation]
            .Select(static line => line.Replace("2026-05-01T12:34:56+02:00", "2026-05-01T10:34:56Z", StringComparison.Ordinal));
        using TestReleases service = new(operation.EndsWith("token=None", StringComparison.Ordinal) ? null : "tok");
        service.Answers("""{"inserted":1}""");

        try
        {
            await s_calls[operation](service.Client);
        }
        catch (FleetException failure) when (failure.StatusCode == HttpStatusCode.OK)
        {
            // The recording has the same response for all calls; only the request counts.
        }

        Assert.Equal(expected, service.Stub.Sent.Select(Line));
    }

    [Fact]
    public async Task A_batch_of_no_events_is_refused_at_once()
    {
        using TestReleases service = new();

        FleetValidationException failure = await Assert.ThrowsAsync<FleetValidationException>(
            () => service.Client.Evidence.SendManyAsync(new[] { s_first }.ToAsyncEnumerable(), 0, Token).ToListAsync(Token).AsTask());

        Assert.Equal("batchSize", Assert.Single(failure.Fields).Field);
        Assert.Empty(service.Stub.Sent);
    }

    private static FleetPromotionCall Call(string reason) => new() { ReleaseId = "r", Environment = "e", Window = "7d", Reason = reason };

    private static string Line(SentRequest sent) =>
        ReleasesGolden.Line($"{sent.Method} {sent.Uri.PathAndQuery}", sent["Authorization"], sent["Content-Type"], sent.Body);
}
