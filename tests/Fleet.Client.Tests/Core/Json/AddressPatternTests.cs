using System.Text;
using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Tests.Environments;

namespace Fleet.Client.Tests.Core;

public sealed class AddressPatternTests
{
    private static readonly string s_first = Urls("http://h/i/1/");

    [Theory]
    [InlineData("http://h/i/1/")]
    [InlineData("http://h/i/22/")]
    [InlineData("https://other:81/")]
    [InlineData("http://h/")]
    public void Addresses_that_differ_by_their_root_alone_are_known(string root)
    {
        FleetInstanceUrls? urls = Read(s_first, Urls(root) + ",\"health\":true", out int length);

        Assert.NotNull(urls);
        Assert.Equal(Urls(root).Length, length);
        Assert.Equal(root, urls.Root!.OriginalString);
        Assert.Equal([urls.Root], urls.App);
        Assert.Equal(root + "raw", urls.Api!.OriginalString);
        Assert.Null(urls.ApiDocs);
        Assert.Equal(root + "api/v1/env/docs", urls.Manager!.Docs!.OriginalString);
    }

    [Theory]
    [InlineData("http://h/i/2")]
    [InlineData("i/2/")]
    [InlineData("http://h/i/é/")]
    [InlineData("http://[/")]
    [InlineData("http:\\/\\/h\\/i\\/2\\/")]
    [InlineData("http://h/\u0001/")]
    [InlineData("")]
    public void Those_with_another_kind_of_root_are_read(string root) => Assert.Null(Read(s_first, Urls(root), out _));

    [Theory]
    [InlineData("""{"root":"http://h/i/2/","app":["http://h/i/2/"],"api":"http://h/i/2/row","manager":{"docs":"http://h/i/2/api/v1/env/docs"}}""")]
    [InlineData("""{"root":"http://h/i/2/","app":["http://h/i/2/"],"api":"http://h/i/3/raw","manager":{"docs":"http://h/i/2/api/v1/env/docs"}}""")]
    [InlineData("""{"root":"http://h/i/2/","app":["http://h/i/2/"],"api":"http://h/i/2/raw","manager":{"docs":"http://h/i/2/api/v1/env/docs"}""")]
    [InlineData("""{"root":"http://h/i/2/","app":["http://h/i/2/"],"api":"http://h/i/2/raw","manager":{"docs":"http://h/i/2/""")]
    [InlineData("""{"root":"http://h/i/2/""")]
    [InlineData("""{"root":null}""")]
    [InlineData("""null""")]
    [InlineData("")]
    public void Those_that_differ_by_more_or_are_not_all_there_are_read(string value) => Assert.Null(Read(s_first, value, out _));

    [Theory]
    [InlineData("""{"root":"http://h/1","api":"http://h/1/raw"}""")]
    [InlineData("""{"root":"/1/","api":"/1/raw"}""")]
    [InlineData("""{"root":null,"api":"http://h/1/raw"}""")]
    [InlineData("""{"root":"http://h/1/","api":"http://else/raw"}""")]
    [InlineData("""{"root":"http://h/1/","app":["http://h/1/page"]}""")]
    [InlineData("""{"root":"http://h/1/","note":"see http://h/1/ for more"}""")]
    [InlineData("""{"root":"http://h/1/","api":"http:\/\/h/1/raw","note":"http://h/1/"}""")]
    [InlineData("""{"root":"http://h/1/","api":"http://h/1/old","api":"http://h/1/raw"}""")]
    [InlineData("""{"root":"http://h/1/","api":"http://h/1/?at=http://h/1/"}""")]
    [InlineData("""{"api":"http://h/1/raw","root":"http://h/1/"}""")]
    public void There_is_no_pattern_where_another_root_could_change_more_or_less(string value) => Assert.Null(Pattern(value));

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(100_000)]
    public async Task A_list_is_the_same_however_it_arrives(int size)
    {
        using TestClient test = new();
        test.Streams(
            new PieceStream(
                $"[{string.Join(" , ", Enumerable.Range(0, 50).Select(static i => One(i, i % 7 == 3 ? "null" : Urls($"http://h/i/{i}/"))))}]",
                size));

        List<FleetInstance> instances = await test.Client.Instances.ListAsync(cancellationToken: TestClient.Token).ToListAsync(TestClient.Token);

        Assert.Equal(
            Enumerable.Range(0, 50).Select(static i => $"i{i} {(i % 7 == 3 ? "" : $"http://h/i/{i}/raw")} r{i}"),
            instances.Select(static i => $"{i.InstanceId} {i.Urls?.Api} {i.RunId}"));
    }

    [Fact]
    public async Task A_bad_field_after_such_addresses_is_named_and_costs_its_element_alone()
    {
        using TestClient test = new();
        test.Answers($"[{One(0, s_first)},{One(1, s_first)},{One(2, s_first).Replace("\"r2\"", "{}", StringComparison.Ordinal)},{One(3, s_first)}]");
        List<string> good = [];

        FleetException error = await Assert.ThrowsAsync<FleetException>(() => ReadAsync(test, good));

        Assert.Equal(["i0", "i1", "i3"], good);
        Assert.Contains("instances[2].run_id is not a text but an object", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_JSON_after_such_addresses_is_told_by_its_element()
    {
        using TestClient test = new();
        test.Answers($"[{One(0, s_first)},{One(1, s_first)},{One(2, s_first).Replace("\"r2\"", "r2", StringComparison.Ordinal)}]");
        List<string> good = [];

        FleetException error = await Assert.ThrowsAsync<FleetException>(() => ReadAsync(test, good));

        Assert.Equal(["i0", "i1"], good);
        Assert.Equal("The response to GET /v1/env/instances cannot be read: instances[2] is not JSON.", error.Message);
    }

    private static async Task ReadAsync(TestClient test, List<string> good)
    {
        await foreach (FleetInstance instance in test.Client.Instances.ListAsync(cancellationToken: TestClient.Token))
        {
            good.Add(instance.InstanceId);
        }
    }

    private static FleetInstanceUrls? Read(string learned, string bytes, out int length) =>
        Pattern(learned)!.TryRead(Encoding.UTF8.GetBytes(bytes), out length);

    // Read like the first of a list.
    private static AddressPattern? Pattern(string value)
    {
        byte[] element = Encoding.UTF8.GetBytes($$"""{"instance_id":"i","env_key":"e","status":"s","urls":{{value}}}""");
        JsonRecent recent = new(InstanceWire.Instances.Shared);
        JsonCursor cursor = new(new Utf8JsonReader(element, JsonSyntax.Reader), element, recent);
        Assert.NotNull(InstanceWire.Instances.Read(ref cursor));
        return recent.Addresses;
    }

    private static string One(int i, string urls) => $$"""{"instance_id":"i{{i}}","env_key":"e","status":"running","urls":{{urls}}, "run_id":"r{{i}}"}""";

    private static string Urls(string root) =>
        $$$"""{"root":"{{{root}}}","app":["{{{root}}}"],"api":"{{{root}}}raw","manager":{"docs":"{{{root}}}api/v1/env/docs"}}""";
}
