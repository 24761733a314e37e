using System.Net;
using System.Text;
using Fleet.Testing;

namespace Fleet.Client.Tests.Releases;

public sealed class RunEventExportTests : IDisposable
{
    private static readonly FleetRunEventQuery s_query = new() { ReleaseId = "rel_1", Window = "7d" };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-export-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_folder.FullName, "events.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Pages_of_the_original_are_pieced_together_without_what_comes_twice()
    {
        using TestReleases service = new();
        service.Answers(Lines(("d", 40), ("c", 30)), HttpStatusCode.OK, ("X-Flightdeck-Truncated", "true"));
        service.Answers(Lines(("c", 30), ("b", 20)), HttpStatusCode.OK, ("X-Flightdeck-Truncated", "true"));
        service.Answers(Lines(("a", 10)), HttpStatusCode.OK, ("X-Flightdeck-Truncated", "false"));

        long count = await service.Client.Evidence.ExportAsync(s_query, Target, cancellationToken: Token);

        Assert.Equal(4, count);
        Assert.Equal(Lines(("d", 40), ("c", 30), ("b", 20), ("a", 10)), await File.ReadAllTextAsync(Target, Token));
        Assert.Equal([Path.GetFileName(Target)], _folder.GetFiles().Select(static file => file.Name));
        Assert.Equal("GET /v1/runs/export?release_id=rel_1&window=7d&offset=4&as_of=latest", service.Targets.Last());
    }

    [Fact]
    public async Task What_breaks_on_the_way_goes_on_where_it_ended()
    {
        using TestReleases service = new();
        service.Stub.Then((_, _) => Task.FromResult(Broken(Lines(("c", 30), ("b", 20)) + "{\"agent")));
        service.Answers(Lines(("a", 10)), HttpStatusCode.OK, AsOf());

        Assert.Equal(3, await service.Client.Evidence.ExportAsync(s_query, Target, cancellationToken: Token));

        Assert.Equal(Lines(("c", 30), ("b", 20), ("a", 10)), await File.ReadAllTextAsync(Target, Token));
        Assert.Equal("GET /v1/runs/export?release_id=rel_1&window=7d&offset=2&until=2026-05-01T13%3A00%3A00.000001Z&as_of=17", service.Targets.Last());
    }

    [Fact]
    public async Task A_later_export_goes_on_from_what_the_first_left()
    {
        using TestReleases first = new();
        first.Stub.Then((_, _) => Task.FromResult(Broken(Lines(("c", 30), ("b", 20)) + "{\"agent")));
        first.Stub.Throws(static () => new HttpRequestException("gone"));
        await Assert.ThrowsAsync<FleetConnectionException>(() => first.Client.Evidence.ExportAsync(s_query, Target, cancellationToken: Token));
        Assert.False(File.Exists(Target));

        using TestReleases second = new();
        second.Answers(Lines(("a", 10)), HttpStatusCode.OK, AsOf());
        Assert.Equal(3, await second.Client.Evidence.ExportAsync(s_query, Target, resume: true, cancellationToken: Token));

        Assert.Equal(Lines(("c", 30), ("b", 20), ("a", 10)), await File.ReadAllTextAsync(Target, Token));
        Assert.Equal(["GET /v1/runs/export?release_id=rel_1&window=7d&offset=2&until=2026-05-01T13%3A00%3A00.000001Z&as_of=17"], second.Targets);
    }

    [Fact]
    public async Task What_was_left_by_another_query_is_not_gone_on_with()
    {
        using TestReleases service = new();
        service.Stub.Then((_, _) => Task.FromResult(Broken(Lines(("c", 30)))));
        service.Stub.Throws(static () => new HttpRequestException("gone"));
        await Assert.ThrowsAsync<FleetConnectionException>(() => service.Client.Evidence.ExportAsync(s_query, Target, cancellationToken: Token));
        Assert.Equal($"{Target}.partial", EvidenceClient.FindDraft(Target));

        await Assert.ThrowsAsync<FleetValidationException>(() =>
            service.Client.Evidence.ExportAsync(s_query with { Window = "8d" }, Target, resume: true, cancellationToken: Token));
    }

    [Fact]
    public async Task An_export_that_got_nothing_leaves_nothing()
    {
        using TestReleases service = new();
        service.Stub.Throws(static () => new HttpRequestException("gone"));

        await Assert.ThrowsAsync<FleetConnectionException>(() => service.Client.Evidence.ExportAsync(s_query, Target, cancellationToken: Token));

        Assert.Empty(_folder.GetFiles());
        Assert.Null(EvidenceClient.FindDraft(Target));
    }

    [Fact]
    public async Task A_file_that_exists_is_left_alone()
    {
        await File.WriteAllTextAsync(Target, "mine", Token);
        using TestReleases service = new();

        await Assert.ThrowsAsync<IOException>(() => service.Client.Evidence.ExportAsync(s_query, Target, cancellationToken: Token));

        Assert.Empty(service.Stub.Sent);
        Assert.Equal("mine", await File.ReadAllTextAsync(Target, Token));
    }

    private static string Lines(params (string RunId, int Second)[] events) =>
        string.Concat(events.Select(static item => TestReleases.Json(item.RunId, item.Second) + "\n"));

    private static (string Name, string Value)[] AsOf() =>
        [("X-Fleet-As-Of", "17"), ("X-Fleet-Until", "2026-05-01T13:00:00.000001Z"), ("X-Flightdeck-Truncated", "false")];

    private static HttpResponseMessage Broken(string start)
    {
        HttpResponseMessage answer = StubHandler.Answer(HttpStatusCode.OK, "", "application/x-ndjson", AsOf());
        answer.Content = new StreamContent(new BreakingStream(Encoding.UTF8.GetBytes(start)));
        return answer;
    }

    /// <summary>A body whose connection breaks after some bytes.</summary>
    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and int count ? count : throw new IOException("broken");
    }
}
