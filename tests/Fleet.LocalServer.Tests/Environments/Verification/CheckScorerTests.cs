using System.Text.Json;
using Fleet.LocalServer.Environments.Verification;
using Fleet.LocalServer.Environments.Verification.Checks;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Tests.Environments.Verification;

/// <summary>Declarative checks: their scores, their messages and the mistakes in them that are rejected.</summary>
public sealed class CheckScorerTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private const string Schema = """
        CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price REAL);
        INSERT INTO items VALUES (1, 'Lamp', 12.5), (2, 'Rug', 80), (3, 'Cup', NULL);
        CREATE TABLE stock (item_id INTEGER, place TEXT, count INTEGER, PRIMARY KEY (item_id, place));
        INSERT INTO stock VALUES (1, 'shop', 4), (2, 'cellar', 5);
        CREATE TABLE log (line TEXT);
        INSERT INTO log VALUES ('first'), ('second');
        CREATE TABLE labels (name TEXT COLLATE NOCASE PRIMARY KEY, note TEXT COLLATE NOCASE);
        INSERT INTO labels VALUES (NULL, 'a'), (NULL, 'b'), ('X', 'c');
        """;

    [Theory]
    [InlineData("""{"sql":"SELECT name FROM items WHERE id = 1","expected":"Lamp"}""", null)]
    [InlineData("""{"sql":"SELECT name FROM items WHERE id = 1","expected":"Rug"}""", "metadata.checks[0]: expected Rug, got Lamp")]
    [InlineData("""{"sql":"SELECT name FROM items WHERE id = 1","expected":"lamp","name":"the lamp","message":"{name}: {actual} {expected} {other}"}""",
        "Lamp: Lamp lamp {other}")]
    [InlineData("""{"sql":"SELECT name FROM items WHERE id = 9","expected":"Lamp","message":"got {actual}"}""", "got None")]
    [InlineData("""{"sql":"SELECT price FROM items WHERE id = 3","expected":null}""", null)]
    [InlineData("""{"sql":"SELECT price FROM items WHERE id = 2","expected":80}""", null)]
    [InlineData("""{"sql":"SELECT price FROM items WHERE id = 2","expected":81,"message":"{actual} {expected}"}""", "80.0 81")]
    [InlineData("""{"sql":"SELECT '80'","expected":80,"message":"{actual}"}""", "80")]
    [InlineData("""{"sql":"SELECT count(*) = 3 FROM items","expected":true}""", null)]
    [InlineData("""{"sql":"SELECT count(*) = 4 FROM items"}""", "metadata.checks[0]: expected True, got 0")]
    [InlineData("""{"sql":"SELECT count(*) FROM items"}""", null)]
    [InlineData("""{"sql":"SELECT name FROM items ORDER BY id","expected":["Lamp","Rug","Cup"]}""", null)]
    [InlineData("""{"sql":"SELECT name FROM items ORDER BY id","expected":["Lamp"],"message":"{actual} / {expected}"}""", "Lamp, Rug, Cup / Lamp")]
    [InlineData("""{"sql":"SELECT id, name FROM items WHERE id < 3","expected":[[1,"Lamp"],[2,"Rug"]]}""", null)]
    [InlineData("""{"sql":"SELECT id, price FROM items WHERE id = 3","expected":[[3,1]],"message":"{actual} / {expected}"}""", "(3, None) / (3, 1)")]
    [InlineData("""{"sql":"SELECT name FROM items WHERE id = 7","expected":[]}""", null)]
    [InlineData("""{"sql":"SELECT :final_answer","expected":"yes, \"it\" is"}""", null)]
    [InlineData("""{"sql":"SELECT :final_answer","expected":"no","message":"{actual}|{final_answer}|{limit}"}""", "yes, \"it\" is|yes, \"it\" is|2.0")]
    [InlineData("""{"sql":"SELECT :limit","expected":"2.0"}""", null)]
    public async Task A_statement_is_held_against_what_is_expected(string check, string? error)
    {
        VerifierOutcome outcome = await ScoreAsync($"[{check}]", named: new() { ["final_answer"] = "yes, \"it\" is", ["limit"] = 2.0 });

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal(error is null ? 1 : 0, outcome.Result!.GetValue<double>());
        Assert.Equal(error is null ? [] : [error], Errors(outcome));
    }

    [Fact]
    public async Task The_score_is_the_weight_of_what_passed()
    {
        VerifierOutcome outcome = await ScoreAsync("""
            [{"sql":"SELECT 1","weight":3},
             {"sql":"SELECT 0","name":"missing","message":"it is missing"},
             {"sql":"SELECT 1","requires":"missing","weight":2,"message":"not said: its cause is"},
             {"sql":"SELECT 0.25 AS part, 'three' AS left","graded":true,"weight":4,"message":"{left} left"}]
            """);

        Assert.Equal((3 + (4 * 0.25)) / 10, outcome.Result!.GetValue<double>());
        Assert.Equal(["it is missing", "three left"], Errors(outcome));
    }

    [Theory]
    [InlineData("""[{"sql":"SELECT 1"},{"sql":"SELECT 0","required":true,"weight":0}]""", 0)]
    [InlineData("""[{"sql":"SELECT 0"},{"sql":"SELECT 1","required":true}]""", 0.5)]
    [InlineData("""[{"sql":"SELECT 1","required":true,"weight":0}]""", 1)]
    [InlineData("""[{"sql":"SELECT 0","weight":0}]""", 0)]
    public async Task A_required_check_that_fails_takes_all(string checks, double score) =>
        Assert.Equal(score, (await ScoreAsync(checks)).Result!.GetValue<double>());

    [Theory]
    [InlineData("", "")]
    [InlineData("UPDATE items SET price = 13, name = 'lamp' WHERE id = 1", "items 1 name, items 1 price")]
    [InlineData("DELETE FROM items WHERE id = 2; INSERT INTO items VALUES (10, 'Bed', 1); UPDATE items SET name = NULL WHERE id = 3",
        "items 2 removed, items 3 name, items 10 added")]
    [InlineData("UPDATE stock SET count = 9 WHERE place = 'shop'; DELETE FROM stock WHERE place = 'cellar'", "stock 1, shop count, stock 2, cellar removed")]
    [InlineData("UPDATE log SET line = 'second' WHERE rowid = 1; INSERT INTO log VALUES ('third')", "log 1 line, log 3 added")]
    [InlineData("DROP TABLE log; CREATE TABLE extra (id INTEGER)", "log removed, extra added")]
    [InlineData("ALTER TABLE log ADD COLUMN more TEXT", "log redefined")]
    [InlineData("UPDATE items SET price = 80.0, name = 'Rug' WHERE id = 2", "")]
    [InlineData("DELETE FROM labels WHERE note = 'a'", "labels None removed")]
    [InlineData("INSERT INTO labels VALUES (NULL, 'd')", "labels None added")]
    [InlineData("UPDATE labels SET note = 'z' WHERE note = 'b'", "labels None note")]
    [InlineData("DELETE FROM labels WHERE name IS NULL; INSERT INTO labels VALUES (NULL, 'a')", "labels None removed, labels None removed, labels None added")]
    [InlineData("UPDATE labels SET name = 'x' WHERE name = 'X'", "labels X removed, labels x added")]
    [InlineData("UPDATE labels SET note = 'C' WHERE note = 'c'", "labels X note")]
    public async Task Any_change_is_found(string change, string expected)
    {
        VerifierOutcome outcome = await ScoreAsync("""[{"unchanged_except":[],"message":"{actual}"}]""", change);

        Assert.Equal(expected.Length == 0 ? [] : [expected], Errors(outcome));
    }

    [Fact]
    public async Task What_is_allowed_may_change_and_nothing_else()
    {
        VerifierOutcome outcome = await ScoreAsync(
            """
            [{"unchanged_except":[{"table":"items","where":"id = 1","columns":["price"]},
                                  {"table":"items","where":"name = 'Bed'","added":true},
                                  {"table":"stock","where":"item_id IN (SELECT id FROM seed.items WHERE name = 'Rug')","removed":true},
                                  {"table":"stock"}],
              "ignore_columns":["line"],"message":"{actual}"}]
            """,
            """
            UPDATE items SET price = price + 1; INSERT INTO items VALUES (4, 'Bed', 1), (5, 'Sofa', 2);
            DELETE FROM stock WHERE item_id = 2; UPDATE stock SET count = 0; UPDATE log SET line = 'x';
            """);

        Assert.Equal(["items 2 price, items 5 added"], Errors(outcome));
    }

    [Fact]
    public async Task A_row_with_a_null_in_its_key_is_allowed_by_itself()
    {
        VerifierOutcome outcome = await ScoreAsync(
            """[{"unchanged_except":[{"table":"labels","where":"note = 'y'"}],"message":"{actual}"}]""",
            "UPDATE labels SET note = 'y' WHERE note = 'a'; UPDATE labels SET note = 'z' WHERE note = 'b'");

        Assert.Equal(["labels None note"], Errors(outcome));
    }

    [Fact]
    public async Task Many_changes_are_counted_rather_than_listed()
    {
        string rows = string.Join(", ", Enumerable.Range(100, 25).Select(id => $"({id}, 'x', 1)"));

        VerifierOutcome outcome = await ScoreAsync("""[{"unchanged_except":[],"message":"{actual}"}]""", $"INSERT INTO items VALUES {rows}");

        Assert.EndsWith("items 118 added, items 119 added and 5 more", Errors(outcome).Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "not a list")]
    [InlineData("[]", "not a list")]
    [InlineData("[1]", "metadata.checks[0] is not an object")]
    [InlineData("""[{"name":"x"}]""", "either sql or unchanged_except")]
    [InlineData("""[{"sql":"SELECT 1","unchanged_except":[]}]""", "either sql or unchanged_except")]
    [InlineData("""[{"sql":"SELECT 1","wieght":2}]""", "unknown property 'wieght'")]
    [InlineData("""[{"sql":"SELECT 1","weight":-1}]""", "weight is not a number")]
    [InlineData("""[{"sql":"SELECT 1","weight":"1"}]""", "weight is not a number")]
    [InlineData("""[{"sql":1}]""", "sql is not a text")]
    [InlineData("""[{"sql":"SELECT 1","required":1}]""", "neither true nor false")]
    [InlineData("""[{"sql":"SELECT 1","requires":"later"}]""", "requires 'later'")]
    [InlineData("""[{"unchanged_except":{}}]""", "is not a list")]
    [InlineData("""[{"unchanged_except":[{"where":"1"}]}]""", "has no table")]
    [InlineData("""[{"unchanged_except":[{"table":"items","added":true,"removed":true}]}]""", "more than one")]
    [InlineData("""[{"unchanged_except":[{"table":"nothing"}]}]""", "'nothing', which does not exist")]
    [InlineData("""[{"unchanged_except":[{"table":"items","where":"nonsense = 1"}]}]""", "no such column: nonsense")]
    [InlineData("""[{"sql":"SELECT nothing","name":"odd"}]""", "The check 'odd' failed")]
    [InlineData("""[{"sql":"SELECT :unknown"}]""", ":unknown")]
    [InlineData("""[{"sql":"DELETE FROM items"}]""", "readonly database")]
    [InlineData("""[{"sql":"SELECT 7","graded":true}]""", "not a number from 0 to 1")]
    public async Task A_mistake_in_a_check_is_an_error_and_never_a_score(string checks, string message)
    {
        VerifierOutcome outcome = await ScoreAsync(checks);

        Assert.False(outcome.Success);
        Assert.Null(outcome.Result);
        Assert.Equal("InvalidCheck", outcome.Error!.Type);
        Assert.Contains(message, outcome.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nora Lindqvist", "It is NORA   lindqvist!", true)]
    [InlineData("Nora Lindqvist", "noralindqvist", true)]
    [InlineData("O'Leary", "oleary", true)]
    [InlineData("Marín", "MARÍN", true)]
    [InlineData("Marín", "Marin", false)]
    [InlineData("Ñuñoa", "ñuñoa", true)]
    [InlineData("none", null, false)]
    [InlineData("x", "", false)]
    public async Task Texts_are_compared_as_verifiers_do(string target, string? text, bool expected)
    {
        Assert.Equal(expected, AnswerFunctions.NormalizedContains(target, text));
        Assert.Equal(expected, await InPythonAsync("normalized_contains(*args)", target, text) is "True");
    }

    [Theory]
    [InlineData("1,234.5 and -7; 3. and 1e5 .5 4-2", "1234.5 -7.0 3.0 1.0 5.0 5.0 4.0 -2.0")]
    [InlineData("none", "")]
    [InlineData(null, "")]
    [InlineData("19; 3", "19.0 3.0")]
    [InlineData("١٢", "")]
    public async Task Numbers_are_found_as_verifiers_do(string? text, string expected)
    {
        string numbers = string.Join(' ', Enumerable.Range(1, 20).Select(place => AnswerFunctions.NumberAt(text, place)).OfType<double>()
            .Select(number => PythonText.Of(number)));

        Assert.Equal(expected, numbers);
        Assert.Equal(expected, await InPythonAsync("' '.join(map(str, extract_numbers(*args)))", text));
    }

    [Theory]
    [InlineData("it is 1,000 now", "1000", true)]
    [InlineData("it is 1000.0", "1,000", true)]
    [InlineData("it is 1001", "1000", false)]
    [InlineData("it is 1000", "many", false)]
    [InlineData(null, "0", false)]
    public async Task A_number_is_recognised_as_verifiers_do(string? text, string number, bool expected)
    {
        Assert.Equal(expected, AnswerFunctions.ContainsNumber(text, number));
        Assert.Equal(expected, await InPythonAsync("contains_number(*args)", text, number) is "True");
    }

    [Theory]
    [InlineData("off", "it was started with --python off")]
    [InlineData("/nowhere/python3", "'/nowhere/python3' cannot be started")]
    public async Task Without_Python_and_without_checks_the_error_says_what_to_do(string option, string reason)
    {
        using VerifierEngine engine = new(new VerifierEngineOptions { Python = option });
        using FileDatabases databases = new(Schema);

        VerifierOutcome outcome = await engine.RunAsync(
            new VerifierRun { Code = "def verify(env):\n    return 1", Limit = TimeSpan.FromSeconds(30), Databases = databases },
            TestContext.Current.CancellationToken);

        Assert.False(outcome.Success);
        Assert.Equal("PythonNotAvailable", outcome.Error!.Type);
        Assert.Contains(reason, outcome.Error.Message, StringComparison.Ordinal);
        Assert.Contains("--python PATH", outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_no_Python_is_not_taken_for_one()
    {
        Assert.SkipUnless(File.Exists("/bin/echo"), "There is no /bin/echo here.");
        using VerifierEngine engine = new(new VerifierEngineOptions { Python = "/bin/echo" });
        using FileDatabases databases = new(Schema);

        VerifierOutcome outcome = await engine.RunAsync(
            new VerifierRun { Code = "", Limit = TimeSpan.FromSeconds(30), Databases = databases }, TestContext.Current.CancellationToken);

        Assert.Contains("'/bin/echo' is not a Python interpreter", outcome.Error!.Message, StringComparison.Ordinal);
    }

    private async Task<string> InPythonAsync(string expression, params object?[] arguments)
    {
        using FileDatabases databases = new(Schema);
        VerifierOutcome outcome = await python.Engine.RunAsync(
            new VerifierRun
            {
                Code = $"def verify(env, *args):\n    return str({expression})",
                Arguments = arguments,
                Limit = TimeSpan.FromMinutes(1),
                Databases = databases,
            },
            TestContext.Current.CancellationToken);
        Assert.True(outcome.Success, $"{outcome.Error}");
        return outcome.Result!.GetValue<string>();
    }

    private static async Task<VerifierOutcome> ScoreAsync(string checks, string change = "", Dictionary<string, object?>? named = null)
    {
        using VerifierEngine engine = new(new VerifierEngineOptions { Python = "off" });
        using FileDatabases databases = new(Schema);
        databases.Change(change);
        return await engine.RunAsync(
            new VerifierRun
            {
                Code = "",
                NamedArguments = named ?? [],
                Limit = TimeSpan.FromMinutes(1),
                Databases = databases,
                Checks = JsonSerializer.Deserialize<JsonElement>(checks),
            },
            TestContext.Current.CancellationToken);
    }

    private static string[] Errors(VerifierOutcome outcome)
    {
        Assert.True(outcome.Success, $"{outcome.Error}");
        string output = outcome.StandardOutput;
        return output.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(output["Verification errors: ".Length..])!;
    }
}
