namespace Fleet.Client.Tests.Releases;

public sealed class RunEventFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("lines")]
    [InlineData("array")]
    public async Task Json_is_read_in_lines_and_as_an_array(string form)
    {
        string[] items = [TestReleases.Json("a", 1), TestReleases.Json("b", 2)];
        await WriteAsync(form == "lines" ? $"{items[0]}\n\n{items[1]}" : $"\ufeff [{string.Join(",\n", items)}]\n");

        Assert.Equal(2, await FleetRunEventFile.CheckAsync(_path, Token));
        List<FleetRunEvent> events = await FleetRunEventFile.ReadAsync(_path, Token).ToListAsync(Token);

        Assert.Equal(["a", "b"], events.Select(static item => item.RunId));
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 12, 0, 2, TimeSpan.Zero), events[1].Timestamp);
        Assert.Equal((1, 2), (events[0].InputTokens, events[0].OutputTokens));
    }

    [Fact]
    public async Task A_table_is_read_by_the_names_of_its_columns()
    {
        await WriteAsync(
            "RunId,release_id,AgentId,Environment,Timestamp,Provider,Model,"
            + "usage.model.input_tokens,OutputTokens,LatencyMs,success,labels.region,request.trace_id\r\n"
                + "a,rel_1,x,prod,2026-05-01T12:00:00+02:00,p,m,10,20,,false,\"eu, west\",t1\r\n");

        FleetRunEvent item = Assert.Single(await FleetRunEventFile.ReadAsync(_path, Token).ToListAsync(Token));

        Assert.Equal(("a", "rel_1", "x", "prod", "p", "m"), (item.RunId, item.ReleaseId, item.AgentId, item.Environment, item.Provider, item.Model));
        Assert.Equal((10, 20, null, false, "t1"), (item.InputTokens, item.OutputTokens, item.LatencyMs, item.Success, item.TraceId));
        Assert.Equal(TimeSpan.FromHours(2), item.Timestamp.Offset);
        Assert.Equal("eu, west", item.Labels["region"]);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_with_its_place()
    {
        await WriteAsync(
            $"{TestReleases.Json("a", 1)}\n{TestReleases.Json("", 2)}\n{{\n"
            + $"{TestReleases.Json("c", 3).Replace("\"input_tokens\":1", "\"input_tokens\":\"x\"", StringComparison.Ordinal)}\n"
        );

        FleetValidationException failure = await Assert.ThrowsAsync<FleetValidationException>(() => FleetRunEventFile.CheckAsync(_path, Token));

        Assert.Equal(
            ["line 2: RunId must not be empty", "line 3 is not JSON", "line 4 usage.model.input_tokens is not a whole number but \"x\""],
            failure.Fields.Select(static fault => $"{fault.Field} {fault.Message}"));
    }

    [Fact]
    public async Task A_column_that_is_not_known_is_refused()
    {
        await WriteAsync("RunId,ReleaseId,AgentId,Environment,Timestamp,Provider,Model,InputToken,OutputTokens\na,rel_1,x,prod,2026-05-01,p,m,1,2\n");

        FleetValidationException failure = await Assert.ThrowsAsync<FleetValidationException>(() => FleetRunEventFile.CheckAsync(_path, Token));

        Assert.Equal(
            ["line 2: InputToken is not known", "line 2: InputTokens is missing"],
            failure.Fields.Select(static fault => $"{fault.Field} {fault.Message}"));
    }

    [Fact]
    public async Task A_text_that_is_no_table_of_runs_is_refused_also_without_a_second_line()
    {
        await WriteAsync("metadata: {name: n, version: 1}\nother: text\n");

        FleetValidationException failure = await Assert.ThrowsAsync<FleetValidationException>(() => FleetRunEventFile.CheckAsync(_path, Token));

        Assert.Equal(["line 1 has no column of a run event"], failure.Fields.Select(static fault => $"{fault.Field} {fault.Message}"));
    }

    [Fact]
    public async Task An_empty_file_holds_no_events()
    {
        await WriteAsync("\n");

        Assert.Equal(0, await FleetRunEventFile.CheckAsync(_path, Token));
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(_path, text, Token);
}
