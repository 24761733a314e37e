using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Instances;

/// <summary>Tests the databases of an instance and the limits on statements.</summary>
public sealed class DatabaseTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Changes_are_seen_in_current_and_never_in_the_seed()
    {
        TestServer server = fixture.Server;
        string id = await server.CreateAsync();
        string other = await server.CreateAsync();

        JsonNode changed = await server.QueryAsync(id, "UPDATE customers SET name = ? WHERE id = ?", "[\"Ida\", 1]");

        Assert.Equal(
            """{"success":true,"columns":null,"rows":null,"rows_affected":1,"last_insert_id":null,"error":null,"message":"ok"}""",
            changed.ToJsonString());
        Assert.Equal("""[["Ida"]]""", await RowsAsync(id, "current"));
        Assert.Equal("""[["Ada"]]""", await RowsAsync(id, "seed"));
        Assert.Equal("""[["Ada"]]""", await RowsAsync(other, "current"));
    }

    [Fact]
    public async Task An_untouched_instance_costs_no_disk_and_an_ended_one_neither()
    {
        TestServer server = fixture.Server;
        string id = await server.CreateAsync();
        string folder = Path.Combine(server.DataPath, "instances", id);

        await server.QueryAsync(id, "SELECT * FROM customers");
        await server.QueryAsync(id, "UPDATE customers SET nonsense = 1");
        Assert.False(Directory.Exists(folder));
        await server.QueryAsync(id, "DELETE FROM customers");
        Assert.True(Directory.Exists(folder));
        await server.CallAsync("DELETE", $"/v1/env/instances/{id}");
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Reset_goes_back_to_the_seed()
    {
        TestServer server = fixture.Server;
        string id = await server.CreateAsync();
        await server.QueryAsync(id, "DELETE FROM lines");

        await server.CallAsync("POST", $"/i/{id}/api/v1/env/reset", """{"timestamp":null,"seed":null}""");

        Assert.Equal("""[[3]]""", (await server.QueryAsync(id, "SELECT COUNT(*) FROM lines"))["rows"]!.ToJsonString());
    }

    [Fact]
    public async Task Values_of_every_kind_go_in_and_come_out()
    {
        TestServer server = fixture.Server;
        string id = await server.CreateAsync();

        JsonNode rows = await server.QueryAsync(id, "SELECT ?, ?, ?, ?, ?, x'0102ff', 9e999, -9e999", "[1, 1.5, \"é\", true, null]");
        JsonNode inserted = await server.QueryAsync(id, "INSERT INTO customers (name) VALUES ('D') RETURNING id, name");

        Assert.Equal("""[[1,1.5,"é",1,null,"AQL/","Infinity","-Infinity"]]""", TestJson.Compact(rows["rows"]!));
        Assert.Equal(("""[[4,"D"]]""", 1, 4), (inserted["rows"]!.ToJsonString(), (int)inserted["rows_affected"]!, (int)inserted["last_insert_id"]!));
    }

    [Theory]
    [InlineData("ATTACH '/tmp/stolen.db' AS x", "ATTACH and VACUUM are not allowed")]
    [InlineData("VACUUM INTO '/tmp/stolen.db'", "ATTACH and VACUUM are not allowed")]
    [InlineData("DETACH main", "DETACH is not allowed")]
    [InlineData("SELECT load_extension('/tmp/evil.so')", "the function load_extension is not allowed")]
    [InlineData("PRAGMA journal_mode = OFF", "PRAGMA journal_mode is not allowed")]
    [InlineData("PRAGMA writable_schema = 1", "PRAGMA writable_schema is not allowed")]
    [InlineData("PRAGMA foreign_keys = 0", "PRAGMA foreign_keys is not allowed")]
    [InlineData("PRAGMA database_list", "PRAGMA database_list is not allowed")]
    [InlineData("PRAGMA temp_store_directory = '/etc'", "PRAGMA temp_store_directory is not allowed")]
    [InlineData("BEGIN", "transactions across statements are not supported: every statement is one")]
    [InlineData("SAVEPOINT s", "transactions across statements are not supported: every statement is one")]
    [InlineData("CREATE VIRTUAL TABLE v USING dbstat", "virtual tables of dbstat are not allowed")]
    [InlineData("UPDATE sqlite_schema SET sql = ''", "table sqlite_master may not be modified")]
    [InlineData("SELECT 1; DELETE FROM lines", "only one statement can be run at a time")]
    [InlineData("", "the SQL holds no statement")]
    [InlineData("-- nothing", "the SQL holds no statement")]
    [InlineData("SELEC 1", "near \"SELEC\": syntax error")]
    [InlineData("SELECT * FROM nowhere", "no such table: nowhere")]
    [InlineData("SELECT ?", "the statement has 1 parameters, but 0 arguments were given")]
    [InlineData("INSERT INTO orders VALUES (1, 99, NULL)", "FOREIGN KEY constraint failed")]
    [InlineData(
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c LIMIT 100001) SELECT x FROM c",
        "the result has more than 100000 rows or 67108864 bytes; narrow it down or add a LIMIT")]
    [InlineData("SELECT zeroblob(40000000)", "string or blob too big")]
    public async Task What_is_not_allowed_is_an_error_in_the_answer(string sql, string error)
    {
        string id = await fixture.Server.CreateAsync();
        JsonNode answer = await fixture.Server.QueryAsync(id, sql);

        Assert.Equal((false, error), ((bool)answer["success"]!, (string)answer["error"]!));
        Assert.Equal("""[[3]]""", (await fixture.Server.QueryAsync(id, "SELECT COUNT(*) FROM lines"))["rows"]!.ToJsonString());
    }

    [Theory]
    [InlineData("current", "DELETE FROM customers")]
    [InlineData("current", "CREATE TABLE t (a)")]
    [InlineData("current", "CREATE TEMP TABLE t (a)")]
    [InlineData("current", "INSERT INTO customers (name) VALUES ('x') RETURNING id")]
    [InlineData("seed", "DROP TABLE lines")]
    [InlineData("seed", "REINDEX")]
    public async Task Reading_changes_nothing(string database, string sql)
    {
        string id = await fixture.Server.CreateAsync();

        JsonNode asked = await fixture.Server.QueryAsync(id, sql, readOnly: true, database: database);

        Assert.Equal((false, "attempt to write a read-only database"), ((bool)asked["success"]!, (string)asked["error"]!));
        if (database == "seed")
        {
            Assert.False((bool)(await fixture.Server.QueryAsync(id, sql, database: database))["success"]!);
        }
    }

    [Theory]
    [InlineData("PRAGMA table_info(customers)")]
    [InlineData("PRAGMA user_version")]
    [InlineData("PRAGMA foreign_key_list(orders)")]
    [InlineData("CREATE TABLE t AS SELECT * FROM customers")]
    [InlineData("CREATE VIRTUAL TABLE f USING fts5(body)")]
    [InlineData("SELECT json_extract('{\"a\":1}', '$.a')")]
    [InlineData("SELECT 1; -- and a comment")]
    public async Task What_is_useful_is_allowed(string sql)
    {
        string id = await fixture.Server.CreateAsync();

        JsonNode answer = await fixture.Server.QueryAsync(id, sql);

        Assert.True((bool)answer["success"]!, (string?)answer["error"]);
    }

    [Fact]
    public async Task A_statement_that_runs_on_and_on_is_ended()
    {
        string id = await fixture.Server.CreateAsync();

        JsonNode answer = await fixture.Server.QueryAsync(id, "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT COUNT(*) FROM c");

        Assert.Equal("the statement ran too long and was ended", (string)answer["error"]!);
    }

    [Fact]
    public async Task Sixty_four_writers_of_one_instance_never_meet_a_lock()
    {
        string id = await fixture.Server.CreateAsync();

        JsonNode[] answers = await Task.WhenAll(Enumerable.Range(0, 64 * 4).Select(i =>
            fixture.Server.QueryAsync(id, "INSERT INTO customers (name) VALUES (?)", $"[\"c{i}\"]")));

        Assert.All(answers, static answer => Assert.Null(answer["error"]));
        Assert.Equal($"[[{3 + (64 * 4)}]]", (await fixture.Server.QueryAsync(id, "SELECT COUNT(*) FROM customers"))["rows"]!.ToJsonString());
    }

    private async Task<string> RowsAsync(string id, string database) =>
        (await fixture.Server.QueryAsync(id, "SELECT name FROM customers WHERE id = 1", database: database))["rows"]!.ToJsonString();
}
