using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.App;

/// <summary>Tests the REST API and the web pages of an instance.</summary>
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

    [Theory]
    [InlineData("/tables", 200)]
    [InlineData("/customers", 200)]
    [InlineData("/customers/1", 200)]
    [InlineData("/customers/99", 404)]
    public async Task Head_answers_as_get_does_without_a_body(string path, int status)
    {
        string address = await CreateAsync() + path;

        TestAnswer get = await fixture.Server.SendAsync("GET", address);
        TestAnswer head = await fixture.Server.SendAsync("HEAD", address);

        Assert.Equal((status, status, ""), (get.Status, head.Status, head.Body));
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

        Assert.Equal((409, "FOREIGN KEY constraint failed: rows of orders refer to this one (orders.customer_id)"), (refused.Status, refused.Detail));
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
            """{"name":"lines","key":["order_id","line"],"rows":3,"columns":[{"name":"order_id","type":"INTEGER","required":true,"default":null"""
                + ""","nullable":false,"numbered":false,"references":{"table":"orders","column":"id"}},{"name":"line","type":"INTEGER","required":true"""
                + ""","default":null,"nullable":false,"numbered":false},{"name":"item","type":"TEXT","required":false,"default":null"""
                + ""","nullable":true,"numbered":false}]}""",
            tables["tables"]![1]!.ToJsonString());
        Assert.Equal("""["credit >= 0"]""", tables["tables"]![0]!["columns"]![3]!["checks"]!.ToJsonString().Replace("\\u003E", ">", StringComparison.Ordinal));
        Assert.Equal(tables.ToJsonString(), documented.ToJsonString());
    }

    [Theory]
    [InlineData("bob", "2")]
    [InlineData("EXAMPLE.org b", "2")]
    [InlineData("zoË", "3")]
    [InlineData("%", "")]
    [InlineData("10.5", "1")]
    [InlineData("", "1 2 3")]
    public async Task A_search_finds_rows_that_hold_every_word(string search, string keys)
    {
        string raw = await CreateAsync();

        Assert.Equal(keys, Keys(await fixture.Server.CallAsync("GET", $"{raw}/customers?search={Uri.EscapeDataString(search)}"), "id"));
    }

    [Fact]
    public async Task A_change_that_names_the_state_it_read_never_undoes_another()
    {
        string row = await CreateAsync() + "/customers/1";
        string tag = (await fixture.Server.SendAsync("GET", row)).Headers["ETag"];

        TestAnswer first = await fixture.Server.SendAsync("PATCH", row, """{"name":"Ada L."}""", ("If-Match", tag));
        TestAnswer second = await fixture.Server.SendAsync("PATCH", row, """{"credit":1}""", ("If-Match", tag));
        TestAnswer deleted = await fixture.Server.SendAsync("DELETE", row, null, ("If-Match", tag));

        Assert.Equal(200, first.Status);
        Assert.NotEqual(tag, first.Headers["ETag"]);
        Assert.Equal((412, "The row has changed since it was read: read it again"), (second.Status, second.Detail));
        Assert.Equal(412, deleted.Status);
        Assert.Equal(200, (await fixture.Server.SendAsync("PATCH", row, """{"credit":1}""", ("If-Match", first.Headers["ETag"]))).Status);
        Assert.Equal(200, (await fixture.Server.SendAsync("PATCH", row, """{"credit":2}""", ("If-Match", "*"))).Status);
        Assert.Equal("Ada L.", (string)(await fixture.Server.CallAsync("GET", row))["name"]!);
    }

    [Fact]
    public async Task Of_changes_at_once_that_name_one_state_a_single_one_is_made()
    {
        string row = await CreateAsync() + "/customers/1";
        string tag = (await fixture.Server.SendAsync("GET", row)).Headers["ETag"];

        TestAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => fixture.Server.SendAsync("PATCH", row, $$"""{"name":"n{{i}}"}""", ("If-Match", tag))));

        Assert.Equal(1, answers.Count(static answer => answer.Status == 200));
        Assert.All(answers, static answer => Assert.True(answer.Status is 200 or 412, answer.Body));
    }

    [Fact]
    public async Task Whole_numbers_keep_all_their_digits_and_stay_whole()
    {
        string id = await fixture.Server.CreateAsync();

        TestAnswer added = await fixture.Server.SendAsync("POST", $"/i/{id}/raw/customers", """{"id":9007199254740993,"name":"Big"}""");
        JsonNode kinds = await fixture.Server.QueryAsync(id, "SELECT typeof(?), typeof(?), ?", "[1, 1.5, 9223372036854775807]");

        Assert.StartsWith("""{"id":9007199254740993,""", added.Body, StringComparison.Ordinal);
        Assert.Equal("""[["integer","real",9223372036854775807]]""", kinds["rows"]!.ToJsonString());
    }

    [Fact]
    public async Task Keys_hold_any_text()
    {
        string id = await fixture.Server.CreateAsync();
        await fixture.Server.QueryAsync(id, "CREATE TABLE \"a/b\" (one TEXT, two TEXT, PRIMARY KEY (one, two))");
        string table = $"/i/{id}/raw/a%2Fb";

        Assert.Equal(201, (await fixture.Server.SendAsync("POST", table, """{"one":"x,y","two":"50%/2"}""")).Status);
        Assert.Equal("""{"one":"x,y","two":"50%/2"}""", (await fixture.Server.SendAsync("GET", table + "/x%2Cy,50%25%2F2")).Body);
        Assert.Equal(
            """{"order_id":10,"line":2,"item":null}""",
            (await fixture.Server.SendAsync("GET", $"/i/{id}/raw/lines/10%2C2")).Body.Replace("\"ink\"", "null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_knows_its_task_and_those_that_fit()
    {
        JsonNode made = await fixture.Server.CallAsync("POST", "/v1/env/instances", """{"env_key":"shop","task_id":"shop_task"}""");
        TestAnswer named = await fixture.Server.SendAsync("POST", "/v1/env/instances", """{"env_key":"shop"}""", ("Fleet-Task-Key", "shop%5Ftask"));
        string other = await fixture.Server.CreateAsync();
        await fixture.Server.SendAsync("POST", "/v1/tasks", """{"key":"shop_task","prompt":"Buy <b>ink</b>","env_id":"shop","data_id":"base"}""");
        await fixture.Server.SendAsync("POST", "/v1/tasks", """{"key":"shop_empty","prompt":"x","env_id":"shop","data_id":"empty"}""");

        JsonNode about = await fixture.Server.CallAsync("GET", $"/i/{made["instance_id"]}/about");
        JsonNode without = await fixture.Server.CallAsync("GET", $"/i/{other}/about");

        Assert.Equal("Buy <b>ink</b>", (string)about["task"]!["prompt"]!);
        Assert.Equal("shop_task", (string)(await fixture.Server.CallAsync("GET", $"/i/{named.Json["instance_id"]}/about"))["task"]!["key"]!);
        Assert.Null(without["task"]);
        string[] keys = [.. without["tasks"]!.AsArray().Select(static task => (string)task!["key"]!)];
        Assert.Contains("shop_task", keys);
        Assert.DoesNotContain("shop_empty", keys);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?table=customers")]
    [InlineData("/docs")]
    public async Task Pages_run_only_the_servers_own_scripts(string path)
    {
        string instance = (await CreateAsync())[..^4];

        TestAnswer page = await fixture.Server.SendAsync("GET", instance + path);

        Assert.Equal((200, "text/html; charset=utf-8"), (page.Status, page.Headers["Content-Type"]));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.DoesNotContain("{{", page.Body, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?! type=\"module\" src=)| on[a-z]+=| style=|https?://", page.Body);
    }

    [Fact]
    public async Task The_page_without_its_slash_is_sent_on()
    {
        string instance = (await CreateAsync())[..^4];
        using HttpClientHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient http = new(handler) { BaseAddress = fixture.Server.Http.BaseAddress };

        using HttpResponseMessage answer = await http.GetAsync(instance + "?table=customers", TestContext.Current.CancellationToken);

        Assert.Equal((308, $"{instance}/?table=customers"), ((int)answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task Files_of_the_pages_are_kept_by_browsers_and_have_their_types()
    {
        string page = (await fixture.Server.SendAsync("GET", (await CreateAsync())[..^4] + "/")).Body;
        string[] files = [.. Regex.Matches(page, "\"\\.\\./\\.\\.(/assets/[^\"]+)\"").Select(static match => match.Groups[1].Value)];

        Assert.Contains(files, static file => file.EndsWith("/main.js", StringComparison.Ordinal));
        foreach (string file in files)
        {
            TestAnswer answer = await fixture.Server.SendAsync("GET", file);
            string type = Path.GetExtension(file) switch
            {
                ".js" => "text/javascript; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                _ => "image/svg+xml",
            };
            Assert.Equal((200, type), (answer.Status, answer.Headers["Content-Type"]));
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers["Cache-Control"]);
            Assert.Equal(304, (await fixture.Server.SendAsync("GET", file, null, ("If-None-Match", answer.Headers["ETag"]))).Status);
        }

        Assert.Equal(404, (await fixture.Server.SendAsync("GET", "/assets/0000000000000000/main.js")).Status);
        Assert.Equal(404, (await fixture.Server.SendAsync("GET", Path.GetDirectoryName(files[0])!.Replace('\\', '/') + "/nothing.js")).Status);
    }

    [Fact]
    public async Task A_browser_is_told_of_an_end_in_a_page_and_a_program_in_json()
    {
        string id = await fixture.Server.CreateAsync();
        await fixture.Server.SendAsync("DELETE", $"/v1/env/instances/{id}");

        TestAnswer page = await fixture.Server.SendAsync("GET", $"/i/{id}/", null, ("Accept", "text/html,*/*"));
        TestAnswer json = await fixture.Server.SendAsync("GET", $"/i/{id}/");

        Assert.Equal((410, "text/html; charset=utf-8"), (page.Status, page.Headers["Content-Type"]));
        Assert.Contains("has ended: closed by the caller", page.Body, StringComparison.Ordinal);
        Assert.Equal((410, $"Instance '{id}' has ended: closed by the caller"), (json.Status, json.Detail));
    }

    private async Task<string> CreateAsync() => $"/i/{await fixture.Server.CreateAsync()}/raw";

    private static string Keys(JsonNode list, string column) => string.Join(' ', list["rows"]!.AsArray().Select(row => row![column]!.ToJsonString()));
}
