using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Tests.Releases.Scale;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Tests.Releases.Behaviour;

/// <summary>The ledger detects tampering and can be exported and imported whole.</summary>
public sealed class LedgerTests : IAsyncLifetime
{
    private ReleasesServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ReleasesServer.StartAsync("promotion_requires_approval: true\n");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Everything_that_changes_something_is_an_entry_chained_to_the_one_before()
    {
        await FillAsync();

        JsonElement ledger = (await _server.GetAsync("/v1/ledger?limit=500")).Ok().Json;

        Assert.Equal(
            [
                "prices", "prices", "release", "release", "policy", "workspace", "request", "action", "resolution", "request", "resolution", "action", "policy",
                "action",
            ],
            ledger.GetProperty("entries").EnumerateArray().Select(static e => e.GetProperty("kind").GetString()));
        Assert.Equal(ledger.GetProperty("entries")[13].GetProperty("hash").GetString(), ledger.GetProperty("head").GetProperty("hash").GetString());
        Assert.Equal("bob", ledger.GetProperty("entries")[7].GetProperty("body").GetProperty("actor").GetString());
        await AssertSoundAsync(_server, true);
    }

    [Fact]
    public void The_hash_is_the_documented_one()
    {
        byte[] first = LedgerEntry.HashOf(LedgerEntry.Genesis, 1, "policy", "é", "{}"u8);

        Assert.Equal("78e35f1e402bc586496dd1e2c1f09a89523513674eb232476a1c493d1bdce948", Convert.ToHexStringLower(first));
        Assert.Equal(
            "e7dd570f50dad0f1b361ae9e32b88574309dcf5d9283595fd0a2ca257ae3f3ea",
            Convert.ToHexStringLower(LedgerEntry.HashOf(first, 2, "action", "act_1", "{\"a\":1}"u8)));
    }

    [Fact]
    public async Task Any_byte_that_is_changed_in_the_ledger_shows()
    {
        await FillAsync();
        List<string> cells = [];
        string[] tables =
        [
            "ledger_entry", "ledger_release", "ledger_price", "ledger_policy", "ledger_pointer", "ledger_action", "ledger_request", "ledger_workspace",
        ];
        foreach (string table in tables)
        {
            using SqliteConnection reading = Open();
            using SqliteCommand columns = reading.CreateCommand();
            columns.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
            using SqliteDataReader row = columns.ExecuteReader();
            while (row.Read())
            {
                cells.Add($"{table}.{row.GetString(0)}");
            }
        }

        foreach (string cell in cells)
        {
            string table = cell.Split('.')[0];
            string column = cell.Split('.')[1];
            using SqliteConnection connection = Open();
            int changed = Run(connection, $"CREATE TEMP TABLE kept AS SELECT * FROM {table}")
                + Run(
                    connection,
                    $"UPDATE OR IGNORE {table} SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 1000 WHEN 'null' THEN 1 "
                    + $"WHEN 'blob' THEN substr({column}, 1, length({column}) - 1) || x'5a' ELSE {column} || 'x' END");
            Assert.NotEqual(0, changed);

            JsonElement report = (await _server.GetAsync("/v1/ledger/verify")).Ok().Json;

            Assert.False(report.GetProperty("ok").GetBoolean(), cell);
            Run(connection, $"DELETE FROM {table}");
            Run(connection, $"INSERT INTO {table} SELECT * FROM kept");
            await AssertSoundAsync(_server, true);
        }

        Assert.NotEmpty(cells);
    }

    [Fact]
    public async Task A_removed_entry_shows_and_a_removed_end_shows_to_whoever_kept_the_head()
    {
        await FillAsync();
        JsonElement head = (await _server.GetAsync("/v1/ledger/verify")).Json.GetProperty("head");
        string expected = $"entries={head.GetProperty("entries")}&hash={head.GetProperty("hash").GetString()}";
        await AssertSoundAsync(_server, true, expected);

        using SqliteConnection connection = Open();

        // Someone who knows the tables removes the last entry and everything derived from it.
        Run(connection, "DELETE FROM ledger_entry WHERE seq = 14");
        Run(connection, "DELETE FROM ledger_action WHERE seq = 14");
        await AssertSoundAsync(_server, true);
        await AssertSoundAsync(_server, false, expected);

        Run(connection, "DELETE FROM ledger_entry WHERE seq = 3");
        await AssertSoundAsync(_server, false);
    }

    [Fact]
    public async Task A_damaged_file_is_a_finding_not_a_crash()
    {
        await FillAsync();
        await _server.StopAsync();
        string file = Path.Combine(_server.DataPath, "releases-ledger.db");
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        int place = bytes.AsSpan().LastIndexOf("\"actor\":\"bob\""u8);
        bytes[place + 9] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        await using ReleasesServer second = await ReleasesServer.StartAsync(folder: _server.Folder);

        await AssertSoundAsync(second, false);
    }

    [Fact]
    public async Task An_exported_ledger_comes_in_again_as_it_was()
    {
        await FillAsync();
        string exported = (await _server.GetAsync("/v1/ledger/export")).Ok().Body;
        await using ReleasesServer other = await ReleasesServer.StartAsync("promotion_requires_approval: true\n");

        ReleasesAnswer imported = await ImportAsync(other, Encoding.UTF8.GetBytes(exported));

        Assert.Equal("fleet", imported.Ok()["source"]);
        Assert.Equal(Lines(exported)[1..^1], Lines((await other.GetAsync("/v1/ledger/export")).Ok().Body)[1..^1]);
        await AssertSoundAsync(other, true);
        string[] paths =
        [
            "/v1/releases", "/v1/promoted", "/v1/actions", "/v1/promotion-requests", "/v1/policy", "/v1/pricing", "/v1/workspace/settings",
        ];
        foreach (string path in paths)
        {
            Assert.Equal((await _server.GetAsync(path)).Ok().Body, (await other.GetAsync(path)).Ok().Body);
        }

        Assert.Equal(400, (await ImportAsync(other, Encoding.UTF8.GetBytes(exported))).Status);
    }

    [Fact]
    public async Task A_changed_or_cut_file_is_not_taken_in_at_all()
    {
        await FillAsync();
        string exported = (await _server.GetAsync("/v1/ledger/export")).Ok().Body;
        string[] lines = Lines(exported);
        await using ReleasesServer other = await ReleasesServer.StartAsync();

        foreach (string changed in (string[])
        [
            exported.Replace("\"actor\":\"bob\"", "\"actor\":\"eve\"", StringComparison.Ordinal),
            exported.Replace("\"input_tokens\":1", "\"input_tokens\":2", StringComparison.Ordinal),
            string.Join('\n', lines[..^1]) + "\n",
            string.Join('\n', lines[..5]) + "\n",
            exported + "{}\n",
            "{}\n",
            "",
            "not json",
        ])
        {
            Assert.Equal(400, (await ImportAsync(other, Encoding.UTF8.GetBytes(changed))).Status);
        }

        Assert.Equal(
            """{"entries":[],"head":{"entries":0,"hash":"0000000000000000000000000000000000000000000000000000000000000000"}}""",
            (await other.GetAsync("/v1/ledger")).Body);
        Assert.Equal(0, (await other.GetAsync("/v1/metrics")).Json.GetProperty("counters").GetProperty("run_events_total").GetInt32());
        Assert.Empty(Directory.EnumerateFiles(other.DataPath, "import-*"));
    }

    [Fact]
    public async Task What_a_killed_server_took_over_by_half_is_gone_at_the_next_start()
    {
        await FillAsync();
        string exported = (await _server.GetAsync("/v1/ledger/export")).Ok().Body;
        await _server.StopAsync();

        // The state after a kill between the two commits of an import: the ledger exists, the run events do not.
        string mark = Path.Combine(_server.DataPath, "import-pending");
        await File.WriteAllBytesAsync(mark, [], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(_server.DataPath, "import-0.tmp"), [1], TestContext.Current.CancellationToken);
        using (SqliteConnection evidence = new($"Data Source={Path.Combine(_server.DataPath, "releases-evidence.db")};Pooling=False"))
        {
            evidence.Open();
            Run(evidence, "DELETE FROM evidence_event");
        }

        await using ReleasesServer second = await ReleasesServer.StartAsync(folder: _server.Folder);

        Assert.Empty(Directory.EnumerateFiles(second.DataPath, "import-*"));
        Assert.Empty((await second.GetAsync("/v1/ledger")).Ok().Json.GetProperty("entries").EnumerateArray());
        (await ImportAsync(second, Encoding.UTF8.GetBytes(exported))).Ok();
        await second.StopAsync();

        // After both commits nothing is missing.
        await File.WriteAllBytesAsync(mark, [], TestContext.Current.CancellationToken);
        await using ReleasesServer third = await ReleasesServer.StartAsync(folder: _server.Folder);

        Assert.Equal(Lines(exported)[1..^1], Lines((await third.GetAsync("/v1/ledger/export")).Ok().Body)[1..^1]);
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public async Task A_service_with_events_but_no_ledger_keeps_them_when_an_import_is_refused()
    {
        await FillAsync();
        string exported = (await _server.GetAsync("/v1/ledger/export")).Ok().Body;
        await using ReleasesServer other = await ReleasesServer.StartAsync();
        (await other.PostAsync("/v1/events", $$"""{"events":[{{Evidence.Event("rel_x", 1, other.Clock.Now)}}]}""")).Ok();

        Assert.Equal(400, (await ImportAsync(other, Encoding.UTF8.GetBytes(exported))).Status);

        Assert.Equal(1, (await other.GetAsync("/v1/metrics")).Json.GetProperty("counters").GetProperty("run_events_total").GetInt32());
        Assert.Empty(Directory.EnumerateFiles(other.DataPath, "import-*"));
    }

    [Fact]
    public async Task A_ledger_of_the_original_comes_in_without_loss()
    {
        byte[] file = OriginalLedgerFile.Make();

        Assert.Equal("flightdeck", (await ImportAsync(_server, file)).Ok()["source"]);

        await AssertSoundAsync(_server, true);
        JsonElement metrics = (await _server.GetAsync("/v1/metrics")).Json.GetProperty("counters");
        Assert.Equal(
            """{"releases_total":2,"pricing_tables_total":2,"run_events_total":3,"promoted_pointers_total":1,"actions_total":2,"actions_by_action":"""
                + """{"promote":1,"rollback":1}}""",
            metrics.GetRawText());
        Assert.Equal(
            """
            {"actions":[{"action_id":"act_2","action":"rollback","release_id":"rel_b","agent_id":"agent","environment":"production",
            "baseline_release_id":"rel_a","reason":"back","policy_passed":false,"policy_reasons":["no"],"created_at":"2026-05-02T00:00:02+00:00",
            "audit_seq":2},{"action_id":"act_1","action":"promote","release_id":"rel_a","agent_id":"agent","environment":"production",
            "baseline_release_id":null,"reason":"first","policy_passed":true,"policy_reasons":[],"created_at":"2026-05-02T00:00:01.000001+00:00",
            "audit_seq":1}]}
            """.ReplaceLineEndings(""),
            (await _server.GetAsync("/v1/actions")).Body);
        Assert.Equal(
            """
            {"requests":[{"request_id":"prq_2","status":"pending","release_id":"rel_b","agent_id":"agent","environment":"production","window":"7d",
            "reason":"again","actor":"alice","baseline_release_id":"rel_a","policy":{"passed":true,"reasons":[],"evaluated_at":"2026-05-02T00:00:03Z"},
            "created_at":"2026-05-02T00:00:03+00:00","resolved_at":null,"completed_action_id":null},{"request_id":"prq_1","status":"completed",
            "release_id":"rel_a","agent_id":"agent","environment":"production","window":"7d","reason":"first","actor":"alice",
            "baseline_release_id":null,"policy":{"passed":true,"reasons":[],"evaluated_at":"2026-05-02T00:00:01Z"},
            "created_at":"2026-05-02T00:00:01+00:00","resolved_at":"2026-05-02T00:00:02+00:00","completed_action_id":"act_1"}]}
            """.ReplaceLineEndings(""),
            (await _server.GetAsync("/v1/promotion-requests")).Body);
        Assert.Equal("""{"promoted":[{"agent_id":"agent","environment":"production","release_id":"rel_a"}]}""", (await _server.GetAsync("/v1/promoted")).Body);
        Assert.Equal("0.25", (await _server.GetAsync("/v1/policy"))["max_error_rate"]);
        Assert.Equal(OriginalLedgerFile.Artifact, (await _server.GetAsync("/v1/releases/rel_a")).Json.GetProperty("artifact_json").GetRawText());
        Assert.Equal("0.7", (await _server.GetAsync("/v1/pricing/p/v1")).Json.GetProperty("entries")[0].GetProperty("input_usd_per_1k_tokens").GetRawText());

        _server.Clock.Now = new DateTimeOffset(2026, 5, 2, 1, 0, 0, TimeSpan.Zero);
        JsonElement runs = (await _server.GetAsync("/v1/runs?release_id=rel_a&window=1d&environment=production")).Ok().Json;
        Assert.Equal(OriginalLedgerFile.Events.Reverse(), runs.GetProperty("events").EnumerateArray().Select(static e => e.GetRawText()));

        // The chain starts with its origin and records who imported which price when, and when each release was promoted.
        JsonElement entries = (await _server.GetAsync("/v1/ledger?limit=500")).Json.GetProperty("entries");
        Assert.Equal(
            ["import", "release", "release", "prices", "prices", "prices", "policy", "action", "action", "request", "resolution", "request", "pointer"],
            entries.EnumerateArray().Select(static e => e.GetProperty("kind").GetString()));
        JsonElement replaced = entries[4].GetProperty("body");
        Assert.Equal(
            ("replace", "carol", "cheaper", OriginalLedgerFile.Checksum),
            (Text(replaced, "action"), Text(replaced, "actor"), Text(replaced, "reason"), Text(replaced, "new_checksum")));
        Assert.Equal("2026-05-02T00:00:01.500000+00:00", Text(entries[12].GetProperty("body"), "promoted_at"));
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_refused()
    {
        string path = Path.Combine(_server.Folder, "other.db");
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            Run(connection, "CREATE TABLE t (a)");
        }

        byte[] file = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("This is no ledger of FlightDeck: it has no table 'releases'.", (await ImportAsync(_server, file)).Detail);
        string damaged = (await ImportAsync(_server, [.. file.Take(100), .. new byte[5000]])).Detail;
        Assert.StartsWith("This is no ledger of FlightDeck: ", damaged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_of_the_original_that_contradicts_itself_is_not_taken_in_at_all()
    {
        string path = Path.Combine(_server.Folder, "twice.db");
        await File.WriteAllBytesAsync(path, OriginalLedgerFile.Make(), TestContext.Current.CancellationToken);
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            Run(connection, "UPDATE release_actions SET audit_seq = 1");
        }

        ReleasesAnswer answer = await ImportAsync(_server, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));

        Assert.Equal(400, answer.Status);
        Assert.StartsWith("The ledger cannot be taken over: ", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await _server.GetAsync("/v1/metrics")).Json.GetProperty("counters").GetProperty("run_events_total").GetInt32());
        Assert.Equal(0, (await _server.GetAsync("/v1/ledger")).Json.GetProperty("head").GetProperty("entries").GetInt32());
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Built from this test's own names.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Math.Max(0, command.ExecuteNonQuery());
    }

    private static async Task AssertSoundAsync(ReleasesServer server, bool sound, string query = "")
    {
        JsonElement report = (await server.GetAsync($"/v1/ledger/verify?{query}")).Ok().Json;
        Assert.True(sound == report.GetProperty("ok").GetBoolean(), report.GetRawText());
        Assert.Equal(sound, report.GetProperty("problems").GetArrayLength() == 0);
    }

    private static async Task<ReleasesAnswer> ImportAsync(ReleasesServer server, byte[] file)
    {
        using ByteArrayContent content = new(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await server.SendAsync(HttpMethod.Post, "/v1/ledger/import", content);
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new($"Data Source={Path.Combine(_server.DataPath, "releases-ledger.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private async Task FillAsync()
    {
        (string first, string second) = await Evidence.PrepareAsync(_server);
        (await _server.PutAsync("/v1/policy", """{"policy":{"require_high_diff_confidence":false},"actor":"carol"}""")).Ok();
        (await _server.PutAsync("/v1/workspace/settings", """{"settings":{"promotion_request_ttl":"1d"}}""")).Ok();
        string one = await RequestAsync(first);
        (await _server.PostAsync("/v1/promote/confirm", $$"""{"request_id":"{{one}}","approval_reason":"ok","actor":"bob"}""")).Ok();
        string two = await RequestAsync(second);
        (await _server.PostAsync("/v1/promote/deny", $$"""{"request_id":"{{two}}","reason":"no","actor":"bob"}""")).Ok();
        (await RollbackAsync(second, 200)).Ok();
        (await _server.PutAsync("/v1/policy", """{"policy":{}}""")).Ok();
        await RollbackAsync(first, 409);
        (await _server.PostAsync("/v1/events", Evidence.Batch(first, second, 0, 20, _server.Clock.Now))).Ok();
    }

    private async Task<string> RequestAsync(string release) => (await _server.PostAsync(
        "/v1/promote/request", $$"""{"release_id":"{{release}}","environment":"production","window":"7d","reason":"r","actor":"alice"}""")).Ok()["request_id"];

    private async Task<ReleasesAnswer> RollbackAsync(string release, int expected)
    {
        ReleasesAnswer answer = await _server.PostAsync(
            "/v1/rollback", $$"""{"release_id":"{{release}}","environment":"production","window":"7d","reason":"r"}""");
        Assert.True(expected == answer.Status, string.Create(CultureInfo.InvariantCulture, $"{answer.Status} {answer.Body}"));
        return answer;
    }
}
