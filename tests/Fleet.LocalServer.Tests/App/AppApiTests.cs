using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.App;

/// <summary>The REST API and the pages of an instance.</summary>
public sealed class AppApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Rows_are_listed_filtered_sorted_and_paged()
    {
        string raw = await CreateAsync();

        JsonNode all = await fixture.Server.CallAsync("GET", $"{raw}/customers?sort=name&order=desc&limit=2");
        Assert.Equal(("customers", 3, 2, 0), ((string)all["table"]!, (int)all["total"]!, (int)all["limit"]!, (int)all["offset"]!));
        Assert.Equal("2 1", Keys(all, "id"));
        Assert.Equal("3", Keys(await fixture.Server.CallAsync("GET", $"{raw}/customers?sort=name&order=desc&limit=2&offset=2"), "id"));
        Assert.Equal("2", Keys(await fixture.Server.CallAsync("GET", $"{raw}/customers?name=Bob"), "id"));
        Assert.Equal("1 2", Keys(await fixture.Server.CallAsync("GET", $"{raw}/customers?id=1&id=2"), "id"));
        Assert.Equal("", Keys(await fixture.Server.CallAsync("GET", $"{raw}/customers?name=Bob'%20OR%201=1--"), "id"));
        Assert.Equal("1 2", Keys(await fixture.Server.CallAsync("GET", $"{raw}/lines?order_id=10"), "line"));
    }

    [Fact]
    public async Task A_row_is_added_read_changed_and_deleted()
    {
        string raw = await CreateAsync();

        TestAnswer added = await fixture.Server.SendAsync("POST", $"{raw}/customers", """{"name":"Dora","credit":2.5}""");
        Assert.Equal((201, """{"id":4,"name":"Dora","email":null,"credit":2.5,"photo":null}"""), (added.Status, added.Body));
        Assert.Equal(added.Body, (await fixture.Server.SendAsync("GET", $"{raw}/customers/4")).Body);
        Assert.Equal(
            """{"id":4,"name":"Dora","email":"d@example.org","credit":2.5,"photo":null}""",
            (await fixture.Server.SendAsync("PATCH", $"{raw}/customers/4", """{"email":"d@example.org"}""")).Body);
        Assert.Equal(200, (await fixture.Server.SendAsync("PUT", $"{raw}/customers/4", """{"credit":0}""")).Status);
        Assert.Equal(200, (await fixture.Server.SendAsync("DELETE", $"{raw}/customers/4")).Status);
        Assert.Equal(404, (await fixture.Server.SendAsync("GET", $"{raw}/customers/4")).Status);
    }

    [Fact]
    public async Task Composite_keys_and_tables_without_a_key_work()
    {
        string raw = await CreateAsync();
        string odd = $"{raw}/odd%20%22name";

        Assert.Equal("""{"order_id":10,"line":2,"item":"nib"}""", (await fixture.Server.SendAsync("PATCH", $"{raw}/lines/10,2", """{"item":"nib"}""")).Body);
        Assert.Equal("1 2", Keys(await fixture.Server.CallAsync("GET", odd), "rowid"));
        Assert.Equal("""{"rowid":2,"select":"x","value":null}""", (await fixture.Server.SendAsync("PATCH", $"{odd}/2", """{"select":"x"}""")).Body);
        Assert.Equal(201, (await fixture.Server.SendAsync("POST", odd, "{}")).Status);
    }

    [Fact]
    public async Task A_row_that_others_need_is_not_deleted()
    {
        string raw = await CreateAsync();

        TestAnswer refused = await fixture.Server.SendAsync("DELETE", $"{raw}/customers/1");

        Assert.Equal((409, "FOREIGN KEY constraint failed"), (refused.Status, refused.Detail));
        Assert.Equal(200, (await fixture.Server.SendAsync("GET", $"{raw}/customers/1")).Status);
    }

    [Fact]
    public async Task The_tables_are_described()
    {
        string raw = await CreateAsync();

        JsonNode tables = await fixture.Server.CallAsync("GET", $"{raw}/tables");
        JsonNode documented = await fixture.Server.CallAsync("GET", raw[..^4] + "/docs", null, ("Accept", "application/json"));

        Assert.Equal("customers lines odd \"name orders", string.Join(' ', tables["tables"]!.AsArray().Select(static table => (string)table!["name"]!)));
        Assert.Equal(
            """{"name":"lines","key":["order_id","line"],"columns":[{"name":"order_id","type":"INTEGER","required":true,"default":null},{"name":"line","type":"INTEGER","required":true,"default":null},{"name":"item","type":"TEXT","required":false,"default":null}]}""",
            tables["tables"]![1]!.ToJsonString());
        Assert.Equal(tables.ToJsonString(), documented.ToJsonString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?table=customers")]
    [InlineData("/docs")]
    public async Task Pages_run_nothing_and_show_data_as_text(string path)
    {
        string instance = (await CreateAsync())[..^4];

        TestAnswer page = await fixture.Server.SendAsync("GET", instance + path);

        Assert.Equal((200, "text/html; charset=utf-8"), (page.Status, page.Headers["Content-Type"]));
        Assert.StartsWith("default-src 'none';", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.Contains("customers", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page.Body, StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync() => $"/i/{await fixture.Server.CreateAsync()}/raw";

    private static string Keys(JsonNode list, string column) => string.Join(' ', list["rows"]!.AsArray().Select(row => row![column]!.ToJsonString()));
}
