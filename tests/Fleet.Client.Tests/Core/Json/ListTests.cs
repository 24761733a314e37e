using Fleet.Client.Tests.Environments;

namespace Fleet.Client.Tests.Core;

public sealed class ListTests
{
    private const string Run =
        """{"run_id":"r1","running_count":1,"total_count":2,"first_created_at":"2025-10-24T09:48:47.152387","""
        + """ "last_created_at":"2025-10-24T09:55:19.284294+02:00","profile_id":null,"later":"""
        + """{"a":[1]}}""";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task A_list_is_read_whole_however_it_arrives(int size)
    {
        using TestClient test = new();
        test.Streams(
            new PieceStream(
                $"\uFEFF[{Run},{Run.Replace("r1", "r2", StringComparison.Ordinal)} , {Run.Replace("r1", "ü\\u00e9", StringComparison.Ordinal)}]\n",
                size));

        List<FleetRun> runs = await test.Client.Runs.ListAsync(cancellationToken: TestClient.Token).ToListAsync(TestClient.Token);

        Assert.Equal(["r1", "r2", "üé"], runs.Select(static run => run.RunId));
        Assert.Equal(new DateTimeOffset(2025, 10, 24, 9, 48, 47, TimeSpan.Zero).AddTicks(1523870), runs[0].FirstCreatedAt);
        Assert.Equal(TimeSpan.FromHours(2), runs[0].LastCreatedAt!.Value.Offset);
    }

    [Fact]
    public async Task The_first_element_is_there_before_the_rest_has_come()
    {
        using TestClient test = new();
        PieceStream body = new($"[{string.Join(',', Enumerable.Repeat(Run, 1000))}]", Run.Length + 10);
        test.Streams(body);

        await foreach (FleetRun _ in test.Client.Runs.ListAsync(cancellationToken: TestClient.Token))
        {
            break;
        }

        Assert.InRange(body.Reads, 1, 2);
    }

    [Fact]
    public async Task What_is_there_is_handed_on_without_a_wait()
    {
        using TestClient test = new();
        test.Streams(new PieceStream($"[{string.Join(',', Enumerable.Repeat(Run, 5000))}]", 4096));
        IAsyncEnumerator<FleetRun> runs = test.Client.Runs.ListAsync(cancellationToken: TestClient.Token).GetAsyncEnumerator(TestClient.Token);
        int count = 0;
        int ready = 0;
        while (true)
        {
            ValueTask<bool> next = runs.MoveNextAsync();
            ready += next.IsCompletedSuccessfully ? 1 : 0;
            if (!await next)
            {
                break;
            }

            count++;
        }

        await runs.DisposeAsync();
        Assert.Equal(5000, count);
        Assert.True(ready > 4900, $"{ready} of 5000 were ready.");
    }

    [Fact]
    public async Task An_element_larger_than_any_buffer_is_read()
    {
        string id = new('x', 1_000_000);
        using TestClient test = new();
        test.Streams(new PieceStream($"[{Run},{Run.Replace("r1", id, StringComparison.Ordinal)},{Run}]", 1000));

        List<FleetRun> runs = await test.Client.Runs.ListAsync(cancellationToken: TestClient.Token).ToListAsync(TestClient.Token);

        Assert.Equal(["r1", id, "r1"], runs.Select(static run => run.RunId));
    }

    [Theory]
    [InlineData("""{"running_count":1,"total_count":2}""", "runs[1].run_id is missing")]
    [InlineData("""{"run_id":"x","running_count":"many","total_count":2}""", "runs[1].running_count is not a number but \"many\"")]
    [InlineData("""{"run_id":"x","running_count":1.5,"total_count":2}""", "runs[1].running_count is not a whole number but 1.5")]
    [InlineData("""{"run_id":"x","running_count":1,"total_count":2,"first_created_at":"soon"}""", "runs[1].first_created_at is not a time but \"soon\"")]
    [InlineData("""{"run_id":{},"running_count":1,"total_count":2}""", "runs[1].run_id is not a text but an object")]
    [InlineData("null", "runs[1] is null")]
    [InlineData("5", "runs[1] is not an object but 5")]
    public async Task A_bad_element_is_told_after_the_good_ones(string bad, string problem)
    {
        using TestClient test = new();
        test.Streams(new PieceStream($"[{Run},{bad},{Run}]", 50));
        List<FleetRun> good = [];

        FleetException failure = await Assert.ThrowsAsync<FleetException>(async () =>
        {
            await foreach (FleetRun run in test.Client.Runs.ListAsync(cancellationToken: TestClient.Token))
            {
                good.Add(run);
            }
        });

        Assert.Equal(2, good.Count);
        Assert.Equal($"The response to GET /v1/env/runs cannot be read: {problem}.", failure.Message);
        Assert.Equal("http://fleet.test/v1/env/runs", failure.RequestUri!.AbsoluteUri);
        Assert.NotNull(failure.RequestId);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("[", "it ends too early")]
    [InlineData("[}", "it is not JSON (line 1, byte 2). Check that http://fleet.test is that of the service")]
    [InlineData("<html>", "it is not JSON (line 1, byte 1). Check that http://fleet.test is that of the service")]
    [InlineData("true", "it is not an array")]
    [InlineData("{}", "runs is missing")]
    [InlineData("""{"runs":7}""", "runs is not an array")]
    public async Task An_answer_that_is_no_list_is_an_error_that_names_the_call(string body, string problem)
    {
        using TestClient test = new();
        test.Streams(new PieceStream(body, 100));

        FleetException failure = await Assert.ThrowsAsync<FleetException>(
            async () => await test.Client.Runs.ListAsync(cancellationToken: TestClient.Token).ToListAsync(TestClient.Token));

        Assert.Equal($"The response to GET /v1/env/runs cannot be read: {problem}.", failure.Message);
    }

    [Fact]
    public async Task What_came_before_a_break_is_handed_on_first()
    {
        using TestClient test = new();
        test.Streams(new PieceStream($"[{Run},{Run},{Run[..50]}", 10_000, new IOException("reset")));
        List<FleetRun> good = [];

        await Assert.ThrowsAsync<FleetConnectionException>(async () =>
        {
            await foreach (FleetRun run in test.Client.Runs.ListAsync(cancellationToken: TestClient.Token))
            {
                good.Add(run);
            }
        });

        Assert.Equal(2, good.Count);
    }

    [Fact]
    public async Task A_list_may_be_a_field_of_the_answer()
    {
        using TestClient test = new();
        test.Answers($$"""{"more":{"runs":[1]},"runs":[{{Run}}],"total":1}""");

        Assert.Single(await test.Client.Runs.ListAsync(cancellationToken: TestClient.Token).ToListAsync(TestClient.Token));
    }

    [Fact]
    public async Task A_cancelled_list_ends_with_a_cancellation()
    {
        using CancellationTokenSource source = new();
        using TestClient test = new();
        test.Streams(new PieceStream($"[{string.Join(',', Enumerable.Repeat(Run, 1000))}]", 500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FleetRun _ in test.Client.Runs.ListAsync(cancellationToken: source.Token))
            {
                await source.CancelAsync();
            }
        });
    }
}
