using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;
using Fleet.LocalServer.Wire.Requests;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Environments.Diff;

/// <summary>Tests the comparison of two databases.</summary>
public sealed class DatabaseDiffTests
{
    [Fact]
    public void It_says_what_the_original_said()
    {
        JsonNode recorded = JsonNode.Parse(File.ReadAllText(Recordings.FleetPython))!;
        using DiffDatabases databases = new();
        databases.RunInBoth(
            "CREATE TABLE @.users (id INTEGER PRIMARY KEY, name TEXT, meta TEXT); CREATE TABLE @.pair (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (a, b));");
        databases.Run(
            """INSERT INTO seed.users VALUES (1, 'Al', NULL), (2, 'Bo', '{"a":1}'), (3, 'Cy', NULL); INSERT INTO seed.pair VALUES ('x', 1, 'eed.db');""");
        databases.Run(
            """INSERT INTO main.users VALUES (1, 'Alice', NULL), (2, 'Bo', '{"a": 1}'), (4, 'Di', NULL); INSERT INTO main.pair VALUES ('x', 1, 'cur.db');""");

        Assert.Equal(TestJson.Compact(recorded["structured_diff_sample"]!["value"]!["diff"]!), TestJson.Compact(databases.Compare()));
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 60)]
    [InlineData(3, 60)]
    [InlineData(4, 10)]
    [InlineData(5, 0)]
    public void It_finds_what_the_slow_way_finds(int seed, int rows)
    {
        Random random = new(seed);
        using DiffDatabases databases = new();
        databases.Run("BEGIN");
        RandomTable[] tables = [.. Enumerable.Range(0, 40).Select(number => new RandomTable(databases, random, number))];
        foreach (RandomTable table in tables)
        {
            table.Fill(rows, changes: 25);
        }

        JsonObject diff = databases.Compare();

        Assert.Equal(tables.Select(static table => table.Name), diff.Select(static table => table.Key));
        foreach (RandomTable table in tables)
        {
            Assert.Equal(TestJson.Compact(table.Compare()), TestJson.Compact(RandomTable.Sort(diff[table.Name]!)));
        }
    }

    [Fact]
    public void It_finds_what_the_slow_way_finds_in_10000_rows()
    {
        Random random = new(7);
        using DiffDatabases databases = new();
        databases.Run("BEGIN");
        RandomTable[] tables = [.. Enumerable.Range(0, 6).Select(number => new RandomTable(databases, random, number))];
        foreach (RandomTable table in tables)
        {
            table.Fill(10_000, changes: 500);
        }

        JsonObject diff = databases.Compare();

        foreach (RandomTable table in tables)
        {
            Assert.Equal(TestJson.Compact(table.Compare()), TestJson.Compact(RandomTable.Sort(diff[table.Name]!)));
        }
    }

    [Fact]
    public void Tables_that_came_and_went_are_seen_whole()
    {
        using DiffDatabases databases = new();
        databases.Run(
            "CREATE TABLE seed.old (id INTEGER PRIMARY KEY); INSERT INTO seed.old VALUES (1), (2); CREATE TABLE main.new (a PRIMARY KEY) WITHOUT ROWID; "
                + "INSERT INTO main.new VALUES ('x');");

        Assert.Equal(
            """
            {"old":{"table_name":"old","primary_key":["id"],"added_rows":[],"removed_rows":[{"row_id":1,"data":{"id":1}},{"row_id":2,"data":{"id":2}}],
            "modified_rows":[],"unchanged_count":0,"total_changes":2},
            "new":{"table_name":"new","primary_key":["a"],"added_rows":[{"row_id":"x","data":{"a":"x"}}],"removed_rows":[],
            "modified_rows":[],"unchanged_count":0,"total_changes":1}}
            """.ReplaceLineEndings(""),
            TestJson.Compact(databases.Compare()));
    }

    [Fact]
    public void A_column_that_came_was_null_before()
    {
        using DiffDatabases databases = new();
        databases.RunInBoth("CREATE TABLE @.t (id INTEGER PRIMARY KEY); INSERT INTO @.t VALUES (1), (2)");
        databases.Run("ALTER TABLE main.t ADD COLUMN more TEXT; UPDATE main.t SET more = 'x' WHERE id = 2");

        Assert.Equal(
            """[{"row_id":2,"changes":{"more":{"before":null,"after":"x"}},"data":{"id":2,"more":"x"}}]""",
            TestJson.Compact(databases.Compare()["t"]!["modified_rows"]!));
    }

    [Theory]
    [InlineData("CREATE TABLE main.t (b PRIMARY KEY) WITHOUT ROWID; INSERT INTO main.t VALUES (1)", 2)]
    [InlineData("CREATE TABLE main.t (id, a); INSERT INTO main.t VALUES (5, 6)", 0)]
    [InlineData("CREATE TABLE main.t (id, a, PRIMARY KEY (id, a)); INSERT INTO main.t VALUES (5, 7)", 1)]
    public void A_table_that_was_made_anew_is_compared_as_far_as_it_can_be(string sql, int changes)
    {
        using DiffDatabases databases = new();
        databases.Run("CREATE TABLE seed.t (id INTEGER PRIMARY KEY, a); INSERT INTO seed.t VALUES (5, 6)");
        databases.Run(sql);

        Assert.Equal(changes, (int)databases.Compare()["t"]!["total_changes"]!);
    }

    [Fact]
    public void An_id_that_is_there_twice_tells_no_rows_apart()
    {
        using DiffDatabases databases = new();
        databases.RunInBoth("CREATE TABLE @.t (id, v); INSERT INTO @.t VALUES (1, 'a'), (1, 'b'), (1, 'c')");
        databases.Run("UPDATE main.t SET v = 'x' WHERE v = 'b'");

        JsonNode diff = databases.Compare()["t"]!;

        Assert.Equal("""["rowid"]""", diff["primary_key"]!.ToJsonString());
        Assert.Equal("""[{"row_id":2,"changes":{"v":{"before":"b","after":"x"}},"data":{"rowid":2,"id":1,"v":"x"}}]""", diff["modified_rows"]!.ToJsonString());
    }

    [Fact]
    public void Columns_may_have_the_names_of_the_row_number()
    {
        using DiffDatabases databases = new();
        databases.RunInBoth(
            "CREATE TABLE @.t (rowid, v); INSERT INTO @.t VALUES (7, 'a'); CREATE TABLE @.u (rowid, _rowid_, oid); INSERT INTO @.u VALUES (1, 2, 3);");
        databases.Run("UPDATE main.t SET rowid = 8");

        JsonObject diff = databases.Compare();

        Assert.Equal(
            """[{"row_id":1,"changes":{"rowid":{"before":7,"after":8}},"data":{"_rowid_":1,"rowid":8,"v":"a"}}]""",
            diff["t"]!["modified_rows"]!.ToJsonString());
        Assert.Equal((0, 1), ((int)diff["u"]!["total_changes"]!, (int)diff["u"]!["unchanged_count"]!));
    }

    [Fact]
    public void Rows_with_a_null_in_their_key_are_seen()
    {
        using DiffDatabases databases = new();
        databases.RunInBoth("CREATE TABLE @.t (k TEXT PRIMARY KEY, v); INSERT INTO @.t VALUES (NULL, 'a'), (NULL, 'a'), ('x', 'a'), (NULL, 'b'), (NULL, 'c')");
        databases.Run(
            "DELETE FROM main.t WHERE rowid = 2; UPDATE main.t SET v = 'n' WHERE rowid = 4; UPDATE main.t SET k = 'y' WHERE rowid = 5; "
                + "INSERT INTO main.t VALUES (NULL, 'a')");

        JsonNode diff = databases.Compare()["t"]!;

        Assert.Equal(
            """[{"row_id":"y","data":{"rowid":5,"k":"y","v":"c"}},{"row_id":null,"data":{"rowid":6,"k":null,"v":"a"}}]""",
            diff["added_rows"]!.ToJsonString());
        Assert.Equal(
            """[{"row_id":null,"data":{"rowid":2,"k":null,"v":"a"}},{"row_id":null,"data":{"rowid":5,"k":null,"v":"c"}}]""",
            diff["removed_rows"]!.ToJsonString());
        Assert.Equal(
            """[{"row_id":null,"changes":{"v":{"before":"b","after":"n"}},"data":{"rowid":4,"k":null,"v":"n"}}]""",
            diff["modified_rows"]!.ToJsonString());
        Assert.Equal((2, 5), ((int)diff["unchanged_count"]!, (int)diff["total_changes"]!));
    }

    [Fact]
    public void A_part_of_a_key_may_become_null()
    {
        using DiffDatabases databases = new();
        databases.RunInBoth("CREATE TABLE @.t (a, b, v, PRIMARY KEY (a, b)); INSERT INTO @.t VALUES (1, NULL, 'x'), (1, NULL, 'y'), (2, 2, 'z')");
        databases.Run("UPDATE main.t SET a = NULL WHERE rowid = 1; UPDATE main.t SET b = NULL WHERE rowid = 3");

        JsonNode diff = databases.Compare()["t"]!;

        Assert.Equal(
            """[{"row_id":[null,null],"changes":{"a":{"before":1,"after":null}},"data":{"rowid":1,"a":null,"b":null,"v":"x"}}]""",
            diff["modified_rows"]!.ToJsonString());
        Assert.Equal("[2,null]", diff["added_rows"]![0]!["row_id"]!.ToJsonString());
        Assert.Equal("[2,2]", diff["removed_rows"]![0]!["row_id"]!.ToJsonString());
    }

    [Fact]
    public void Text_that_is_no_utf8_is_shown_with_replacements()
    {
        using DiffDatabases databases = new();
        databases.RunInBoth("CREATE TABLE @.t (id INTEGER PRIMARY KEY, v TEXT); INSERT INTO @.t VALUES (1, ''), (2, CAST(x'61ff' AS TEXT))");
        databases.Run("UPDATE main.t SET v = CAST(x'61fe' AS TEXT)");

        Assert.Equal(
            """{"v":{"before":"","after":"a\ufffd"}}""",
            databases.Compare()["t"]!["modified_rows"]![0]!["changes"]!.ToJsonString().ToLowerInvariant());
        Assert.Equal(2, (int)databases.Compare()["t"]!["total_changes"]!);
    }

    [Theory]
    [InlineData("""{"tables":["T"]}""", """{}""")]
    [InlineData("""{"fields":["v"]}""", """{"t":[{"id":1,"w":"n"}]}""")]
    [InlineData("""{"table_fields":{"t":["V"],"u":["w"]}}""", """{"t":[{"id":1,"w":"n"}]}""")]
    [InlineData("""{"tables":null,"fields":["v","W"],"table_fields":{}}""", """{"t":[]}""")]
    [InlineData("""{"table_fields":{"u":["v","w"]}}""", """{"t":[{"id":1,"v":"n","w":"n"},{"id":2,"v":"n","w":"o"}]}""")]
    public void What_is_to_be_ignored_is_neither_compared_nor_shown(string ignore, string expected)
    {
        using DiffDatabases databases = new();
        databases.RunInBoth("CREATE TABLE @.t (id INTEGER PRIMARY KEY, v, w); INSERT INTO @.t VALUES (1, 'o', 'o'), (2, 'o', 'o')");
        databases.Run("UPDATE main.t SET v = 'n'; UPDATE main.t SET w = 'n' WHERE id = 1");

        JsonObject shown = [];
        foreach ((string table, JsonNode? diff) in databases.Compare(ignore))
        {
            shown[table] = new JsonArray([.. diff!["modified_rows"]!.AsArray().Select(static row => row!["data"]!.DeepClone())]);
            Assert.Equal(2, diff["modified_rows"]!.AsArray().Count + (int)diff["unchanged_count"]!);
        }

        Assert.Equal(expected, shown.ToJsonString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"tables":"t"}""")]
    [InlineData("""{"fields":[1]}""")]
    [InlineData("""{"table_fields":["t"]}""")]
    [InlineData("""{"table_fields":{"t":"f"}}""")]
    public void A_wrong_ignore_config_is_refused(string ignore)
    {
        using DiffDatabases databases = new();

        Assert.Equal(422, Assert.Throws<ApiException>(() => databases.Compare(ignore)).Status);
    }

    [Fact]
    public void Virtual_and_generated_columns_and_full_text_tables_are_read()
    {
        using DiffDatabases databases = new();
        databases.RunInBoth(
            "CREATE TABLE @.g (id INTEGER PRIMARY KEY, a, b AS (a * 2)); INSERT INTO @.g VALUES (1, 2); CREATE VIRTUAL TABLE @.f USING fts5(body); "
                + "INSERT INTO @.f VALUES ('one');");
        databases.Run("UPDATE main.g SET a = 3; UPDATE main.f SET body = 'two'");

        JsonObject diff = databases.Compare();

        Assert.Equal(["g", "f"], diff.Select(static table => table.Key));
        Assert.Equal("""{"id":1,"a":3,"b":6}""", diff["g"]!["modified_rows"]![0]!["data"]!.ToJsonString());
        Assert.Equal("""{"body":{"before":"one","after":"two"}}""", diff["f"]!["modified_rows"]![0]!["changes"]!.ToJsonString());
    }
}
