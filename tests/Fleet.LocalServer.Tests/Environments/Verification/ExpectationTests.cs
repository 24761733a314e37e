using Fleet.LocalServer.Environments.Verification.Runs;

namespace Fleet.LocalServer.Tests.Environments.Verification;

/// <summary>A verifier's expectations on changes, and verifiers with the old signature.</summary>
public sealed class ExpectationTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private const string Schema = """
        CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price REAL, tag BLOB);
        INSERT INTO items VALUES (1, 'Lamp', 12.5, x'00ff'), (2, 'Rug', 80, NULL), (3, 'Cup ☕', NULL, NULL);
        CREATE TABLE stock (item_id INTEGER, place TEXT, PRIMARY KEY (item_id, place));
        INSERT INTO stock VALUES (1, 'shop'), (2, 'cellar');
        CREATE TABLE notes (text TEXT);
        INSERT INTO notes VALUES ('{"a": 1, "b": 2}');
        """;

    [Fact]
    public async Task The_old_form_gets_both_databases()
    {
        using FileDatabases databases = new(Schema);
        databases.Change("DELETE FROM items WHERE id = 3");

        VerifierOutcome outcome = await RunAsync(
            "def verify(before, after, transcript=None):\n    return before.table('items').count() * 10 + after.table('items').count()",
            databases);

        Assert.Equal(32, outcome.Result!.GetValue<int>());
    }

    [Theory]
    [InlineData("expect_only([])", "items 2: price 80 -> 81", "items 3: row removed", "items 4: row added", "stock 9, attic: row added")]
    [InlineData(
        "expect_only([{'table': 'items', 'pk': 2, 'field': 'price', 'after': 81.0}, "
        + "{'table': 'items', 'pk': 4, 'field': None, 'after': '__added__'}])",
        "items 3: row removed",
        "stock 9, attic: row added")]
    [InlineData(
        "expect_only([{'table': 'items', 'pk': '2', 'field': 'price', 'after': 81.0}, {'table': 'items', 'pk': 4, 'after': '__added__'}, "
        + "{'table': 'items', 'pk': 3, 'after': '__removed__'}, {'table': 'stock', 'pk': (9, 'attic'), 'after': '__added__'}])")]
    [InlineData(
        "expect_only_v2([{'table': 'items', 'pk': 2, 'type': 'modify', 'resulting_fields': [['price', ...]], 'no_other_changes': True}, "
        + "{'table': 'items', 'pk': 3, 'type': 'delete'}, "
        + "{'table': 'items', 'pk': 4, 'type': 'insert', 'fields': [['id', 4], ['name', 'Bed'], ['price', None]]}, "
        + "{'table': 'stock', 'pk': (9, 'attic'), 'type': 'insert', 'fields': [['item_id', 9], ['place', 'attic']]}])",
        "items 4: row added")]
    [InlineData(
        "expect_exactly([{'table': 'items', 'pk': 2, 'type': 'modify', 'resulting_fields': [('price', 81), ('id', 2)], 'no_other_changes': False}, "
        + "{'table': 'items', 'pk': 3, 'type': 'delete', 'fields': [('price', None)]}, {'table': 'items', 'pk': 4, 'type': 'insert'}, "
        + "{'table': 'stock', 'pk': [9, 'attic'], 'type': 'insert', 'fields': [('item_id', 9), ('place', ...)]}])")]
    [InlineData(
        "expect_only_v2([{'table': 'items', 'pk': 2, 'type': 'modify', 'resulting_fields': [('id', 3)], 'no_other_changes': False}, "
        + "{'table': 'items', 'pk': 3, 'type': 'delete', 'fields': [('price', 7)]}, {'table': 'items', 'pk': 4, 'after': '__added__'}, "
        + "{'table': 'stock', 'pk': (9, 'attic'), 'type': 'insert', 'fields': [('place', 'attic')]}])",
        "items 2: price 80 -> 81 (id 3 expected, found 2)",
        "items 3: row removed (price 7 expected, found None)",
        "stock 9, attic: row added (item_id 9 is not listed)")]
    [InlineData("expect(forbid=[{'table': 'items', 'field': 'price'}])", "Forbidden change: items 2: price 80 -> 81")]
    [InlineData("expect(allow=[{'table': 'items', 'field': 'price'}])")]
    [InlineData("expect_exactly([{'table': 'items', 'pk': 1}])", "An expected change needs type")]
    [InlineData("expect_only([{'table': 'items', 'pk': 2, 'type': 'modify', 'resulting_fields': [('price', 81)]}])", "needs no_other_changes")]
    [InlineData("expect_only([{'table': 'items', 'pk': 4, 'type': 'insert', 'fields': [('price',)]}])", "must be (name, value)")]
    public async Task Differences_are_found_and_held_against_what_was_expected(string expectation, params string[] complaints)
    {
        using FileDatabases databases = new(Schema);
        databases.Change("""
            UPDATE items SET price = 81 WHERE id = 2; UPDATE items SET name = 'LAMP' WHERE id = 1; DELETE FROM items WHERE id = 3;
            INSERT INTO items VALUES (4, 'Bed', NULL, NULL); INSERT INTO stock VALUES (9, 'attic'); UPDATE notes SET text = '{"b":2,"a":1}';
            """);

        VerifierOutcome outcome = await RunAsync($$"""
            def verify(env):
                ignore = IgnoreConfig(table_fields=dict(items=["name"]))
                env.db("seed").diff(env.db("current"), ignore).{{expectation}}
                return 1
            """, databases);

        Assert.True(complaints.Length == 0 == outcome.Success, $"{outcome.Error}");
        Assert.All(complaints, complaint => Assert.Contains(complaint, outcome.Error!.Message, StringComparison.Ordinal));
        Assert.Equal(complaints.Length, (outcome.Error?.Message.Split("; ").Count(part => complaints.Any(part.Contains)) ?? 0));
    }

    [Fact]
    public async Task Every_changed_row_is_seen_whatever_is_named()
    {
        using FileDatabases databases = new(
            "CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t VALUES (NULL, 1), (NULL, 1), ('a', 1), ('b', 1); "
            + "CREATE TABLE u (id INTEGER PRIMARY KEY, v); INSERT INTO u VALUES (1, 1), (2, 2);");
        databases.Change(
            "UPDATE t SET v = 2 WHERE k = 'a'; UPDATE t SET v = 3 WHERE rowid = 2; UPDATE t SET v = 4 WHERE k = 'b'; DELETE FROM u WHERE id = 1; "
            + "INSERT INTO u VALUES (3, 1);");

        // The original misses the other row of t, changes that left the number of rows in u the same, and rows without a key.
        VerifierOutcome outcome = await RunAsync("""
            def verify(env):
                env.db("seed").snapshot().diff(env.db("current").snapshot("now")).expect_only([{"table": "t", "pk": "a", "field": "v", "after": 2}])
            """, databases);

        Assert.Equal(
            "Unexpected change: t b: v 1 -> 4; Unexpected change: t None: v 1 -> 3; Unexpected change: u 3: row added; "
            + "Unexpected change: u 1: row removed",
            outcome.Error?.Message);
    }

    [Theory]
    [InlineData("def verify(before, after, transcript):\n    return [before.table('items').count(), after.name, transcript]", """[3,"current",null]""")]
    [InlineData("def verify(before, after, transcript=None):\n    return transcript", "\"done\"", "done")]
    [InlineData("def verify(before, after):\n    return before.diff(after).changes['items']['unchanged_count']", "3")]
    [InlineData(
        "def verify(before, after, transcript=None) -> int:\n    after.expect_row('items', {'id': 1}, {'name': 'Lamp'})"
        + ".expect_rows('items', {}, count=3, contains=[{'id': 2}]).expect_absent_row('items', {'id': 9})\n"
        + "    after.table('items').count().assert_between(1, 3)\n    return TASK_SUCCESSFUL_SCORE",
        "1")]
    public async Task The_old_form_gets_a_transcript_or_none(string code, string expected, params string[] arguments)
    {
        VerifierOutcome outcome = await RunAsync(code.Replace("\\n", "\n", StringComparison.Ordinal), arguments: [.. arguments]);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal(expected, outcome.Result?.ToJsonString());
    }

    [Fact]
    public async Task The_form_that_the_SDK_makes_of_a_verifier_runs()
    {
        VerifierOutcome outcome = await RunAsync("""
            def verify(before: DatabaseSnapshot, after: DatabaseSnapshot, transcript: Optional[str] = None) -> Union[int, float]:
                class Environment:
                    def db(self, name):
                        return before if name == "seed" else after
                return 1.0 if Environment().db("seed").table("items").count() == 3 and transcript is None else 0.0
            """);

        Assert.Equal("1.0", outcome.Result?.ToJsonString());
    }

    [Fact]
    public async Task A_coroutine_awaits_expectations()
    {
        VerifierOutcome outcome = await RunAsync("""
            async def verify(env):
                diff = await (await env.db("seed").snapshot()).diff(await env.db("current").snapshot())
                await diff.expect_only([])
                await diff.expect_exactly([])
                return len(await env.resources())
            """);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal("2", outcome.Result!.ToJsonString());
    }

    private async Task<VerifierOutcome> RunAsync(
        string code,
        FileDatabases? databases = null,
        object?[]? arguments = null)
    {
        using FileDatabases own = new(Schema);
        return await python.Engine.RunAsync(
            new VerifierRun
            {
                Code = code,
                Arguments = arguments ?? [],
                Limit = TimeSpan.FromMinutes(1),
                Databases = databases ?? own,
                InstanceId = "bc8954c2",
                EnvKey = "shop",
            },
            TestContext.Current.CancellationToken);
    }
}
