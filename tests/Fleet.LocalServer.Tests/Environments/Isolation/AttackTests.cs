using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Isolation;

/// <summary>
/// Tests that attempts to reach another instance's data, or the server's, are refused with a clear error. In the attacks, {victim} is the other
/// instance's folder, {id} its id and {data} the server's folder.
/// </summary>
public sealed class AttackTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Secret = "the-secret-of-the-victim";
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData("ATTACH '{victim}/current.db' AS v", "ATTACH and VACUUM are not allowed")]
    [InlineData("ATTACH 'file:{victim}/current.db?mode=rw' AS v", "ATTACH and VACUUM are not allowed")]
    [InlineData("ATTACH '{data}/server.db' AS v", "ATTACH and VACUUM are not allowed")]
    [InlineData("ATTACH ':memory:' AS v", "ATTACH and VACUUM are not allowed")]
    [InlineData("ATTACH DATABASE ('{victim}' || '/current.db') AS v", "ATTACH and VACUUM are not allowed")]
    [InlineData("VACUUM", "ATTACH and VACUUM are not allowed")]
    [InlineData("VACUUM INTO '{victim}/current.db'", "ATTACH and VACUUM are not allowed")]
    [InlineData("VACUUM main INTO '{data}/stolen.db'", "ATTACH and VACUUM are not allowed")]
    [InlineData("DETACH main", "DETACH is not allowed")]
    [InlineData("SELECT load_extension('{data}/evil')", "not authorized|not allowed|no such function")]
    [InlineData("SELECT writefile('{victim}/current.db', 'x')", "not allowed|no such function")]
    [InlineData("SELECT readfile('{victim}/current.db')", "not allowed|no such function")]
    [InlineData("SELECT edit('x')", "not allowed|no such function")]
    [InlineData("SELECT fts3_tokenizer('simple')", "not allowed|no such function|disabled|error in tokenizer")]
    [InlineData("PRAGMA journal_mode = WAL", "PRAGMA journal_mode is not allowed")]
    [InlineData("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA locking_mode is not allowed")]
    [InlineData("PRAGMA writable_schema = ON", "PRAGMA writable_schema is not allowed")]
    [InlineData("PRAGMA trusted_schema = ON", "PRAGMA trusted_schema is not allowed")]
    [InlineData("PRAGMA query_only = OFF", "PRAGMA query_only is not allowed")]
    [InlineData("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys is not allowed")]
    [InlineData("PRAGMA temp_store_directory = '{victim}'", "PRAGMA temp_store_directory is not allowed")]
    [InlineData("PRAGMA data_store_directory = '{victim}'", "PRAGMA data_store_directory is not allowed|syntax error")]
    [InlineData("PRAGMA database_list", "PRAGMA database_list is not allowed")]
    [InlineData("PRAGMA mmap_size = 1", "PRAGMA mmap_size is not allowed")]
    [InlineData("PRAGMA cache_spill = 1", "PRAGMA cache_spill is not allowed")]
    [InlineData("PRAGMA user_version = 7", "PRAGMA user_version is not allowed")]
    [InlineData("PRAGMA wal_checkpoint", "PRAGMA wal_checkpoint is not allowed")]
    [InlineData("SELECT file FROM pragma_database_list", "not allowed|not authorized|no such table")]
    [InlineData("SELECT * FROM pragma_writable_schema(1)", "not allowed|no such table|too many arguments")]
    [InlineData("CREATE VIRTUAL TABLE v USING csv(filename='{victim}/current.db')", "virtual tables of csv are not allowed|no such module")]
    [InlineData("CREATE VIRTUAL TABLE v USING dbstat(main)", "virtual tables of dbstat are not allowed|no such module")]
    [InlineData("SELECT * FROM sqlite_dbpage", "no such table|not authorized")]
    [InlineData("UPDATE sqlite_schema SET sql = ''", "may not be modified")]
    [InlineData("INSERT INTO sqlite_master VALUES ('table','x','x',2,'')", "may not be modified")]
    [InlineData("DELETE FROM sqlite_schema", "may not be modified")]
    [InlineData("SELECT 1; ATTACH '{victim}/current.db' AS v", "only one statement")]
    [InlineData("SELECT 1; DELETE FROM customers", "only one statement")]
    [InlineData("BEGIN", "transactions across statements are not supported")]
    [InlineData("SAVEPOINT s", "transactions across statements are not supported")]
    [InlineData("COMMIT", "transactions across statements are not supported")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON customers BEGIN ATTACH '{victim}/current.db' AS v; END", "syntax error")]
    [InlineData("CREATE TRIGGER seed.t AFTER INSERT ON customers BEGIN SELECT 1; END", "unknown database seed")]
    [InlineData("SELECT * FROM v.customers", "no such table: v.customers")]
    [InlineData("SELECT length(zeroblob(2000000000))", "too big")]
    [InlineData("SELECT randomblob(1000000000)", "too big|out of memory")]
    [InlineData("SELECT hex(zeroblob(30000000))", "too big")]
    public async Task Sql_reaches_nothing_outside(string sql, string refusal)
    {
        (string attacker, string victim) = await MakeAsync();
        string[] before = Files();

        JsonNode answer = await _server.QueryAsync(attacker, Fill(sql, victim));

        Assert.False((bool)answer["success"]!, answer.ToJsonString());
        Assert.Matches(refusal, (string)answer["error"]!);
        await RequireUnharmedAsync(answer.ToJsonString(), victim, before);
    }

    [Theory]
    [InlineData("CREATE TEMP TABLE t AS SELECT 1", "current")]
    [InlineData("CREATE TEMP TRIGGER t AFTER INSERT ON customers BEGIN DELETE FROM orders; END", "current")]
    [InlineData("CREATE TEMP VIEW v AS SELECT 1", "current")]
    [InlineData("DELETE FROM customers", "current")]
    [InlineData("INSERT INTO customers (name) VALUES ('x') RETURNING id", "current")]
    [InlineData("REINDEX", "current")]
    [InlineData("ANALYZE", "current")]
    [InlineData("DROP TABLE lines", "seed")]
    [InlineData("CREATE TEMP TABLE t AS SELECT 1", "seed")]
    public async Task Reading_cannot_be_made_to_write(string sql, string database)
    {
        (string attacker, string victim) = await MakeAsync();
        string[] before = Files();

        JsonNode answer = await _server.QueryAsync(attacker, sql, readOnly: true, database: database);

        Assert.Equal((false, "attempt to write a read-only database"), ((bool)answer["success"]!, (string)answer["error"]!));
        await RequireUnharmedAsync(answer.ToJsonString(), victim, before);
    }

    [Fact]
    public async Task What_is_temporary_is_gone_with_its_statement()
    {
        (string attacker, _) = await MakeAsync();
        await _server.QueryAsync(attacker, "CREATE TEMP TRIGGER t AFTER UPDATE ON customers BEGIN DELETE FROM orders; END");

        await _server.QueryAsync(attacker, "UPDATE customers SET name = 'x' WHERE id = 1");

        Assert.Equal("2", (await _server.QueryAsync(attacker, "SELECT COUNT(*) FROM orders"))["rows"]![0]![0]!.ToJsonString());
        Assert.Equal("0", (await _server.QueryAsync(attacker, "SELECT COUNT(*) FROM temp.sqlite_schema"))["rows"]![0]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Who_reads_the_same_seed_finds_nothing_of_another()
    {
        (string attacker, string victim) = await MakeAsync();
        string other = (await MakeAsync()).Attacker;
        string[] attempts =
            ["CREATE TEMP TABLE t AS SELECT 1 AS x", "PRAGMA foreign_keys = OFF", "SELECT load_extension('x')", "BEGIN", "SELECT * FROM nowhere"];
        foreach (string sql in attempts)
        {
            await _server.QueryAsync(attacker, sql, readOnly: true, database: "seed");
            await _server.QueryAsync(other, sql, readOnly: true);
        }

        foreach (string database in (string[])["seed", "current"])
        {
            JsonNode answer = await _server.QueryAsync(
                other,
                "SELECT (SELECT COUNT(*) FROM temp.sqlite_schema), foreign_keys FROM pragma_foreign_keys",
                readOnly: true,
                database: database);
            Assert.Equal("[[0,1]]", answer["rows"]!.ToJsonString());
            Assert.Null(answer["error"]);
        }

        Assert.True((bool)(await _server.QueryAsync(other, "DELETE FROM lines"))["success"]!);
        Assert.NotEqual("0", (await _server.QueryAsync(attacker, "SELECT COUNT(*) FROM lines"))["rows"]![0]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("POST", "/i/{me}/api/v1/env/resources/sqlite/{id}/query", """{"query":"SELECT 1"}""", 404)]
    [InlineData("POST", "/i/{me}/api/v1/env/resources/sqlite/..%2F{id}%2Fcurrent/query", """{"query":"SELECT 1"}""", 404)]
    [InlineData("POST", "/i/{me}/api/v1/env/resources/sqlite/current.db/query", """{"query":"SELECT 1"}""", 404)]
    [InlineData("GET", "/i/{me}/api/v1/env/resources/sqlite/file:current/describe", null, 404)]
    [InlineData("POST", "/i/{me}/api/v1/env/fs/file", """{"path":"../../{id}/current.db"}""", 400)]
    [InlineData("POST", "/i/{me}/api/v1/env/fs/file", """{"path":"{victim}/current.db"}""", 404)]
    [InlineData("POST", "/i/{me}/api/v1/env/fs/file/text", """{"path":"/proc/self/environ"}""", 404)]
    [InlineData("POST", "/i/{me}/api/v1/env/fs/doc/text", """{"path":"/etc/passwd"}""", 404)]
    [InlineData("GET", "/i/{me}/raw/sqlite_schema", null, 404)]
    [InlineData("GET", "/i/{me}/raw/seed.customers", null, 404)]
    [InlineData("GET", "/i/{me}/raw/customers?sort=(SELECT%201)", null, 422)]
    [InlineData("GET", "/i/{me}/raw/customers?limit=1%20UNION%20SELECT%201", null, 422)]
    [InlineData("GET", "/i/{me}/raw/customers?id%22)%20OR%201=1--=1", null, 422)]
    [InlineData("POST", "/i/{me}/raw/customers", """{"name\") VALUES ('x');--":1}""", 422)]
    [InlineData("GET", "/i/..%2F{id}/raw/tables", null, 404)]
    [InlineData("GET", "/i/%00/raw/tables", null, 400)]
    public async Task Paths_and_bodies_reach_nothing_outside(string method, string path, string? body, int status)
    {
        (string attacker, string victim) = await MakeAsync();
        string[] before = Files();

        TestAnswer answer = await _server.SendAsync(
            method,
            Fill(path, victim).Replace("{me}", attacker, StringComparison.Ordinal),
            body is null ? null : Fill(body, victim));

        Assert.Equal(status, answer.Status);
        await RequireUnharmedAsync(answer.Body, victim, before);
    }

    [Theory]
    [InlineData("X-Original-URL", "/i/{id}/raw/customers", 200)]
    [InlineData("X-Rewrite-URL", "/i/{id}/raw/customers", 200)]
    [InlineData("X-HTTP-Method-Override", "DELETE", 200)]
    [InlineData("X-Forwarded-Prefix", "/i/{id}", 200)]
    [InlineData("Referer", "/i/{id}/", 200)]
    [InlineData("Cookie", "instance={id}", 200)]
    [InlineData("Host", "evil.example", 400)]
    [InlineData("Origin", "http://evil.example", 403)]
    public async Task Headers_change_nothing(string name, string value, int status)
    {
        (string attacker, string victim) = await MakeAsync();
        string[] before = Files();

        TestAnswer answer = await _server.SendAsync("GET", $"/i/{attacker}/raw/customers", null, (name, Fill(value, victim)));

        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain("Location", answer.Headers.Keys);
        await RequireUnharmedAsync(answer.Body, victim, before);
    }

    private async Task<(string Attacker, string Victim)> MakeAsync()
    {
        string victim = await _server.CreateAsync();
        await _server.QueryAsync(victim, $"UPDATE customers SET name = '{Secret}' WHERE id = 1");
        string attacker = await _server.CreateAsync();
        await _server.QueryAsync(attacker, "UPDATE customers SET credit = 1 WHERE id = 1");
        return (attacker, victim);
    }

    private string Fill(string attack, string victim) => attack
        .Replace("{victim}", Path.Combine(_server.DataPath, "instances", victim), StringComparison.Ordinal)
        .Replace("{id}", victim, StringComparison.Ordinal)
        .Replace("{data}", _server.DataPath, StringComparison.Ordinal);

    private string[] Files() =>
    [
        .. Directory.EnumerateFiles(_server.DataPath, "*", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("server.db", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private async Task RequireUnharmedAsync(string answer, string victim, string[] before)
    {
        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("  at ", answer, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        JsonNode rows = await _server.QueryAsync(
            victim,
            "SELECT name, (SELECT COUNT(*) FROM customers), (SELECT COUNT(*) FROM sqlite_schema) FROM customers WHERE id = 1");
        Assert.Equal($"[[\"{Secret}\",3,6]]", rows["rows"]!.ToJsonString());
    }
}
