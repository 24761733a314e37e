using System.Net;
using Fleet.Testing;

namespace Fleet.Client.Tests.Environments;

/// <summary>Changes that an instance's own comparison misses are found nevertheless.</summary>
public sealed class DiffCompletionTests
{
    private const string Manager = "http://instance.test/i/i1/api/v1/env";
    private const string Users =
        """{"name":"users","sql":"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)","columns":"""
            + """[{"name":"id","type":"INTEGER","notnull":false,"default_value":null,"pk":1},"""
            + """{"name":"name","type":"TEXT","notnull":false,"default_value":null,"pk":0}]}""";
    private const string Log =
        """{"name":"log","sql":"CREATE TABLE log (v TEXT)","columns":[{"name":"v","type":"TEXT","notnull":false,"default_value":null,"pk":0}]}""";

    private const string Unchanged = """{"users":{"added_rows":[],"removed_rows":[],"modified_rows":[],"unchanged_count":2,"primary_key":["id"]}}""";

    [Fact]
    public async Task What_adds_up_is_not_read()
    {
        using TestClient test = Instance(
            """{"users":{"added_rows":[{"row_id":3,"data":{"id":3}}],"removed_rows":[],"modified_rows":[],"unchanged_count":2,"primary_key":["id"]}}""",
            new([Users], "2"),
            new([Users], "3"));

        FleetInstanceDiff diff = await Compare(test);

        Assert.Equal(1, diff.Added);
        Assert.Equal(5, test.Stub.Sent.Count);
    }

    [Fact]
    public async Task A_table_that_the_instance_passes_over_is_read()
    {
        using TestClient test = Instance("{}", new([Log], "2", """["a"],["b"]""", "v"), new([Log], "2", """["b"],["c"]""", "v"));

        FleetInstanceDiff diff = await Compare(test);

        Assert.Equal(["added log", "removed log"], diff.Rows.Select(static row => row.ToString()));
        Assert.Equal("c", diff.Rows[0].After!["v"]);
        Assert.Equal("a", diff.Rows[1].Before!["v"]);
    }

    [Fact]
    public async Task A_new_table_is_read_with_its_keys()
    {
        using TestClient test = Instance("{}", new([], ""), new([Users], "1", """[5,"Al"]"""));

        FleetInstanceDiff diff = await Compare(test);

        Assert.Equal("added users 5", Assert.Single(diff.Rows).ToString());
    }

    [Fact]
    public async Task Rows_with_a_null_in_their_key_are_read()
    {
        using TestClient test = Instance(Unchanged, new([Users], "3", """[null,"Al"]"""), new([Users], "3", """[null,"Bo"]"""));

        FleetInstanceCheck check = await test.Client.Instances.Manager(Manager).CheckAsync(new FleetExpectation(), TestClient.Token);

        Assert.Equal(["added users: nothing expects it", "removed users: nothing expects it"], check.Unexpected.Select(static finding => finding.ToString()));
        Assert.Contains("WHERE \\\"id\\\" IS NULL", test.Stub.Sent[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_add_up_even_so_is_an_error()
    {
        using TestClient test = Instance(Unchanged, new([Users], "2", ""), new([Users], "3", ""));

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() => Compare(test));

        Assert.Contains("'users'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Views_and_what_SQLite_keeps_for_itself_are_no_tables()
    {
        const string fts = """{"name":"docs","sql":"CREATE VIRTUAL TABLE docs USING fts5(body)","columns":[]}""";
        const string shadow = """{"name":"docs_data","sql":"CREATE TABLE 'docs_data'(id INTEGER PRIMARY KEY, block BLOB)","columns":[]}""";
        const string view = """{"name":"names","sql":"CREATE VIEW names AS SELECT 1","columns":[]}""";
        const string own = """{"name":"sqlite_sequence","sql":"CREATE TABLE sqlite_sequence(name,seq)","columns":[]}""";
        Database both = new([fts, shadow, view, own], "0");
        using TestClient test = Instance("""{"docs":{"added_rows":[],"removed_rows":[],"modified_rows":[],"unchanged_count":0}}""", both, both);

        Assert.False((await Compare(test)).HasChanges);
    }

    private static Task<FleetInstanceDiff> Compare(TestClient test) =>
        test.Client.Instances.Manager(Manager).CompareAsync(new FleetDiffOptions { Complete = true }, TestClient.Token);

    /// <summary>An instance that answers with a comparison and with the contents of its two databases.</summary>
    private static TestClient Instance(string diff, Database seed, Database current)
    {
        TestClient test = new();
        test.Stub.Then((sent, _) =>
        {
            Database database = sent.Path.Contains("/seed/", StringComparison.Ordinal) ? seed : current;
            string answer = sent.Path switch
            {
                _ when sent.Path.EndsWith("/diff/structured", StringComparison.Ordinal) => $$"""{"success":true,"diff":{{diff}},"message":"ok"}""",
                _ when sent.Path.EndsWith("/describe", StringComparison.Ordinal) =>
                    $$"""{"success":true,"tables":[{{string.Join(',', database.Tables)}}],"message":"ok"}""",
                _ when sent.Body!.Contains("COUNT", StringComparison.Ordinal) => Rows("n", $"[{database.Counts}]"),
                _ => Rows(database.Columns, database.Rows ?? throw new InvalidOperationException("Nobody should read the rows.")),
            };
            return Task.FromResult(StubHandler.Answer(HttpStatusCode.OK, answer));
        });
        return test;
    }

    private static string Rows(string columns, string rows) =>
        $$"""{"success":true,"columns":["{{columns.Replace(",", "\",\"", StringComparison.Ordinal)}}"],"rows":[{{rows}}],"message":"ok"}""";

    private sealed record Database(string[] Tables, string Counts, string? Rows = null, string Columns = "id,name");
}
