using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Verification;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Environments.Verification;

/// <summary>Running verifiers: their environment, their results and the handling of those that misbehave.</summary>
public sealed class PythonVerifierTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private const string Schema = """
        CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price REAL, tag BLOB);
        INSERT INTO items VALUES (1, 'Lamp', 12.5, x'00ff'), (2, 'Rug', 80, NULL), (3, 'Cup ☕', NULL, NULL);
        CREATE TABLE stock (item_id INTEGER, place TEXT, PRIMARY KEY (item_id, place));
        INSERT INTO stock VALUES (1, 'shop'), (2, 'cellar');
        CREATE TABLE notes (text TEXT);
        INSERT INTO notes VALUES ('{"a": 1, "b": 2}');
        """;

    [Theory]
    [InlineData("env.db().table('items').count()", "3")]
    [InlineData("env.db('seed').table('items').eq('id', 1).first()", """{"id":1,"name":"Lamp","price":12.5,"tag":null}""")]
    [InlineData("env.db('current').table('items').eq('id', 99).first()", "null")]
    [InlineData("ids(env.db().table('items').neq('name', 'Lamp').all())", "[2,3]")]
    [InlineData("ids(env.db().table('items').gt('id', 1).lt('id', 3).all())", "[2]")]
    [InlineData("ids(env.db().table('items').gte('id', 2).lte('id', 3).all())", "[2,3]")]
    [InlineData("ids(env.db().table('items').in_('id', [1, 3]).all())", "[1,3]")]
    [InlineData("ids(env.db().table('items').not_in('id', [1, 3]).all())", "[2]")]
    [InlineData("ids(env.db().table('items').in_('id', []).all())", "[]")]
    [InlineData("ids(env.db().table('items').is_null('price').all())", "[3]")]
    [InlineData("ids(env.db().table('items').eq('price', None).all())", "[3]")]
    [InlineData("ids(env.db().table('items').not_null('price').all())", "[1,2]")]
    [InlineData("ids(env.db().table('items').like('name', 'L%').all())", "[1]")]
    [InlineData("ids(env.db().table('items').ilike('name', '%UG').all())", "[2]")]
    [InlineData("ids(env.db().table('items').sort('price', desc=True).limit(2).all())", "[2,1]")]
    [InlineData("ids(env.db().table('items').sort('name', 'desc').all())", "[2,1,3]")]
    [InlineData("env.db().table('items').select('name').sort('id').all()[2]['name']", "\"Cup ☕\"")]
    [InlineData("env.db().table('items').join('stock', {'id': 'item_id'}).eq('place', 'cellar').select('items.name').all()", """[{"name":"Rug"}]""")]
    [InlineData("env.db().query('SELECT id, name FROM items WHERE id = ?', [2]).rows", """[[2,"Rug"]]""")]
    [InlineData("env.db().query('SELECT nothing').success", "false")]
    [InlineData("env.db().exec('UPDATE items SET price = 1').rows_affected", "3")]
    [InlineData("env.db('seed').exec('DELETE FROM items').success", "false")]
    [InlineData("[t['name'] for t in env.db().describe().tables]", """["items","stock","notes"]""")]
    [InlineData("env.db().describe().tables[0].columns[0]",
        """{"name":"id","type":"INTEGER","notnull":false,"default_value":null,"pk":1,"primary_key":true}""")]
    [InlineData("env.db().table('items').eq('id', 1).select('tag').first()['tag'] == bytes([0, 255])", "true")]
    [InlineData("env.db().table('items').eq('id', 1).assert_eq('name', 'Lamp')", "null")]
    [InlineData("[r.name for r in env.instance.load()]", """["seed","current"]""")]
    [InlineData("[env.instance_id, env.env_key]", """["bc8954c2","shop"]""")]
    [InlineData("env.state('sqlite://seed').table('items').count()", "3")]
    public async Task A_verifier_reads_the_databases(string expression, string expected)
    {
        VerifierOutcome outcome = await RunAsync($$"""
            def verify(env):
                def ids(rows):
                    return [row["id"] for row in rows]
                result = {{expression}}
                if isinstance(result, dict) and "tag" in result:
                    result["tag"] = None
                return result
            """);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal(JsonNode.Parse(expected)?.ToJsonString(), outcome.Result?.ToJsonString());
    }

    [Fact]
    public async Task A_coroutine_awaits_the_databases()
    {
        VerifierOutcome outcome = await RunAsync("""
            import asyncio
            async def verify(env, final_answer=None) -> float:
                await env.instance.load()
                seed, current = env.db("seed"), env.db("current")
                counts = await asyncio.gather(seed.table("items").count(), current.table("items").count())
                lamp = await current.table("items").eq("id", 1).first()
                await current.table("items").eq("id", 1).assert_exists()
                rows = (await current.query("SELECT 1")).rows
                await asyncio.sleep(0)
                return 0.25 if (counts, lamp["name"], rows, final_answer) == ([3, 3], "Lamp", [[1]], "yes") else 0.0
            """, arguments: ["yes"]);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal(0.25, outcome.Result!.GetValue<double>());
    }

    [Fact]
    public async Task Arguments_arrive_as_they_were_sent()
    {
        VerifierOutcome outcome = await RunAsync(
            """
            def verify(env, *args, **named):
                print([args, named])
                return True
            """,
            arguments:
            [
                1L, 3.0, "three ☕\u2028\"", true, null, BigInteger.Pow(2, 70), new byte[] { 1, 2 }, new List<object?> { 1L, new object?[] { "x" } },
                double.PositiveInfinity,
            ],
            named: new() { ["final_answer"] = new Dictionary<string, object?> { ["a"] = 0.1 } });

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal(
            "[(1, 3.0, 'three ☕\\u2028\"', True, None, 1180591620717411303424, b'\\x01\\x02', [1, ['x']], inf), {'final_answer': {'a': 0.1}}]\n",
            outcome.StandardOutput);
    }

    [Fact]
    public async Task What_the_environment_does_not_have_is_named()
    {
        VerifierOutcome outcome = await RunAsync("def verify(env):\n    return env.judge.grade('fair?', 'yes')");

        Assert.Equal(("AttributeError", "env.judge is not available to verifiers on this server"), (outcome.Error?.Type, outcome.Error?.Message));
    }

    [Fact]
    public async Task Annotations_may_name_types_that_are_not_here()
    {
        VerifierOutcome outcome = await RunAsync(
            "limit: NoSuchType = 1\nasync def verify(env: AsyncEnv, answer: str | None = None) -> Score:\n    return limit");

        Assert.True(outcome.Success, $"{outcome.Error}");
    }

    [Theory]
    [InlineData("second", 2)]
    [InlineData("missing", 1)]
    [InlineData(null, 1)]
    public async Task The_named_function_is_called_or_else_the_first(string? name, int expected)
    {
        VerifierOutcome outcome = await RunAsync("""
            import functools
            SOME = 1
            @functools.lru_cache()
            def first(env):
                return SOME
            def second(env):
                return 2
            """, function: name);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal(expected, outcome.Result!.GetValue<int>());
    }

    [Theory]
    [InlineData("TASK_SUCCESSFUL_SCORE", "1")]
    [InlineData("TASK_FAILED_SCORE", "0")]
    [InlineData("0.5", "0.5")]
    [InlineData("True", "true")]
    [InlineData("None", "null")]
    [InlineData("{'score': 0.75, 'why': ['é']}", """{"score":0.75,"why":["é"]}""")]
    [InlineData("type('Result', (), {'score': 0.5})()", """{"score":0.5}""")]
    public async Task The_result_is_what_the_verifier_returns(string expression, string expected)
    {
        VerifierOutcome outcome = await RunAsync($"def verify(env):\n    return {expression}");

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal(JsonNode.Parse(expected)?.ToJsonString(), outcome.Result?.ToJsonString());
    }

    [Theory]
    [InlineData("float('nan')", "ValueError")]
    [InlineData("float('inf')", "ValueError")]
    [InlineData("{1, 2}", "TypeError")]
    [InlineData("object()", "TypeError")]
    public async Task A_result_that_is_not_JSON_is_an_error(string expression, string type)
    {
        VerifierOutcome outcome = await RunAsync($"def verify(env):\n    return {expression}");

        Assert.False(outcome.Success);
        Assert.Equal(type, outcome.Error!.Type);
        Assert.Contains("not a JSON value", outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_is_told_with_the_lines_of_the_verifier_and_what_was_printed()
    {
        VerifierOutcome outcome = await RunAsync("""
            def helper(env):
                assert env.db().table("items").count() == 4, "boom"
            def verify(env):
                print("before")
                helper(env)
            """, function: "verify");

        Assert.False(outcome.Success);
        Assert.Equal("before\n", outcome.StandardOutput);
        Assert.Equal(("AssertionError", "boom"), (outcome.Error!.Type, outcome.Error.Message));
        Assert.Matches(
            """(?s)^Traceback \(most recent call last\):\n  File "verifier\.py", line 5, in verify\n    helper\(env\).*File "verifier\.py","""
            + """ line 2, in helper\n.*AssertionError: boom\n$""",
            outcome.Error.Traceback);
        Assert.DoesNotContain("fleet.py", outcome.Error.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("<fleet>", outcome.Error.Traceback, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("def verify(env:\n    pass", "SyntaxError", "verifier.py, line")]
    [InlineData("SCORE = 1", "LookupError", "defines no function")]
    [InlineData("def verify(env):\n    return env.db('other')", "KeyError", "There is no database 'other'")]
    [InlineData("def verify(env):\n    return env.db().table('nothing').all()", "DatabaseError", "no such table: nothing")]
    [InlineData("def verify(env):\n    return env.db().table('items').eq('id', 2**70).all()", "RuntimeError", "64 bits")]
    [InlineData("def verify(env):\n    return env.db().table('items').eq('id', float('nan')).all()", "ValueError", "JSON")]
    [InlineData("def verify(env):\n    env.db().table('items').eq('id', 9).assert_exists()", "AssertionError", "Expected at least one row")]
    [InlineData("def verify(env):\n    env.db().table('items').assert_none()", "AssertionError", "Expected no row")]
    [InlineData("def verify(env):\n    verify(env)", "RecursionError", "recursion")]
    [InlineData("import sys\ndef verify(env):\n    sys.exit(1)", "SystemExit", "1")]
    [InlineData("from fleet import AsyncFleet\ndef verify(env):\n    AsyncFleet()", "NotImplementedError", "fleet.AsyncFleet is not available")]
    [InlineData("import numpy\ndef verify(env):\n    pass", "ModuleNotFoundError", "numpy")]
    [InlineData("def verify(env):\n    input()", "EOFError", "")]
    public async Task Mistakes_are_named(string code, string type, string message)
    {
        VerifierOutcome outcome = await RunAsync(code);

        Assert.False(outcome.Success);
        Assert.Equal(type, outcome.Error!.Type);
        Assert.Contains(message, outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_imports_of_the_SDK_work()
    {
        VerifierOutcome outcome = await RunAsync("""
            import fleet
            import fleet.verifiers.db
            from fleet import Environment, IgnoreConfig as Ignore, verifier, TASK_SUCCESSFUL_SCORE as DONE
            from fleet.verifiers import normalized_contains as contains, extract_numbers
            from fleet.verifiers.code import TASK_FAILED_SCORE
            from fleet.models import AnythingAtAll

            @verifier(key="shop", version=2)
            def verify(env: Environment, final_answer: str | None = None) -> float:
                assert isinstance(env, Environment) and Ignore(tables={"a"}).should_ignore_table("a")
                assert contains("the LAMP!", "Yes: The  lamp") and extract_numbers("1,000 and -2.5") == [1000.0, -2.5]
                assert json.loads("1") == 1 and re.match("a", "a") and string.digits and contains_number("It is 1,000.", "1000")
                return DONE
            """.Replace(": str | None", "", StringComparison.Ordinal));

        Assert.True(outcome.Success, $"{outcome.Error}");
    }

    [Fact]
    public async Task A_verifier_that_hangs_is_ended_with_all_that_it_started()
    {
        ManualTimeProvider clock = new();
        using VerifierEngine engine = new(new VerifierEngineOptions { Python = python.Path, Clock = clock });
        using FileDatabases databases = new(Schema);
        GatedDatabases gate = new(databases, _ =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        });
        const string Code = """
            import os, subprocess
            def verify(env):
                print(os.getcwd())
                print(os.getpid())
                try:
                    print(subprocess.Popen(["/bin/sleep", "600"], stdout=None).pid)
                except OSError:
                    pass
                env.db().query("SELECT 'from here on it hangs'")
                while True:
                    pass
            """;

        VerifierOutcome outcome = await engine.RunAsync(
            new VerifierRun { Code = Code, Limit = TimeSpan.FromSeconds(30), Databases = gate }, TestContext.Current.CancellationToken);

        string[] printed = outcome.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.False(outcome.Success);
        Assert.Equal(("TimeoutError", "The verifier did not end within 30 s."), (outcome.Error!.Type, outcome.Error.Message));
        Assert.False(Directory.Exists(printed[0]));
        Assert.All(printed[1..], id => Assert.True(HasEnded(int.Parse(id, CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task Nothing_that_a_verifier_started_outlives_its_result()
    {
        VerifierOutcome outcome = await RunAsync("""
            import os, subprocess
            def verify(env):
                try:
                    return [os.getpid(), subprocess.Popen(["/bin/sleep", "600"]).pid]
                except OSError:
                    return [os.getpid()]
            """);

        Assert.All(outcome.Result!.AsArray(), id => Assert.True(HasEnded(id!.GetValue<int>())));
    }

    [Fact]
    public async Task Nothing_that_a_verifier_started_outlives_its_death()
    {
        VerifierOutcome outcome = await RunAsync("""
            import os, subprocess
            def verify(env):
                try:
                    print(subprocess.Popen(["/bin/sleep", "600"]).pid)
                except OSError:
                    print(os.getpid())
                os._exit(1)
            """);

        Assert.Equal("VerifierProcessDied", outcome.Error!.Type);
        Assert.True(HasEnded(int.Parse(outcome.StandardOutput, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("os._exit(7)", "VerifierProcessDied", "ended with exit code 7")]
    [InlineData("os.kill(os.getpid(), 9)", "VerifierProcessDied", "was ended by signal 9")]
    [InlineData("os.kill(os.getpid(), 24)", "TimeoutError", "did not end within")]
    [InlineData("[os.write(fd, b'garbage\\n') for fd in range(3, 20) if is_writing_pipe(fd)]", "VerifierProtocolError", "does not understand")]
    [InlineData("bytearray(1 << 32)", "MemoryError", "")]
    [InlineData("open('big', 'wb').write(bytes(20 << 20))", "OSError", "File too large")]
    public async Task A_process_that_breaks_is_an_error_of_the_verifier_alone(string statement, string type, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals, limits and /proc as Linux has them.");

        VerifierOutcome outcome = await RunAsync($"""
            import fcntl, os, stat
            def is_writing_pipe(fd):
                try:
                    return stat.S_ISFIFO(os.fstat(fd).st_mode) and fcntl.fcntl(fd, fcntl.F_GETFL) & 1
                except OSError:
                    return False
            def verify(env):
                print('so far')
                {statement}
            """, function: "verify");
        VerifierOutcome next = await RunAsync("def verify(env):\n    return 1");

        Assert.False(outcome.Success);
        Assert.Equal(type, outcome.Error!.Type);
        Assert.Contains(message, outcome.Error.Message, StringComparison.Ordinal);
        Assert.Equal("so far\n", outcome.StandardOutput);
        Assert.True(next.Success);
    }

    [Fact]
    public async Task Output_is_cut_and_its_end_says_so()
    {
        VerifierOutcome outcome = await RunAsync("""
            def verify(env):
                for _ in range(100):
                    print("x" * 1_000_000)
                return 1
            """);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.InRange(outcome.StandardOutput.Length, 1 << 20, (1 << 20) + 100);
        Assert.EndsWith("[output cut here: the limit is reached]\n", outcome.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verifier_sees_a_clean_environment_and_its_own_empty_folder()
    {
        VerifierOutcome outcome = await RunAsync("""
            import os, sys
            def verify(env):
                os.write(1, b"not for the server\n")
                os.write(2, b"nor this\n")
                sys.stderr.write("seen\n")
                return [sorted(os.environ), os.listdir("."), os.getcwd() == os.path.realpath(os.environ["TMPDIR"]),
                    len(sys.path) > 0 and os.getcwd() not in sys.path, "site" in sys.modules]
            """);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal("seen\n", outcome.StandardOutput);
        Assert.Equal("""[["LANG","PATH","TMPDIR"],[],true,true,false]""", outcome.Result!.ToJsonString());
    }

    [Fact]
    public async Task The_caller_can_give_up()
    {
        using FileDatabases databases = new(Schema);
        using CancellationTokenSource cancel = new();
        GatedDatabases gate = new(databases, _ => cancel.CancelAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => python.Engine.RunAsync(
            new VerifierRun
            {
                Code = "def verify(env):\n    env.db().query('SELECT 1')\n    while True:\n        pass",
                Limit = TimeSpan.FromMinutes(5),
                Databases = gate,
            },
            cancel.Token));
    }

    [Fact]
    public async Task Only_so_many_run_at_once()
    {
        const int Places = 2;
        using VerifierEngine engine = new(new VerifierEngineOptions { Python = python.Path, Concurrency = Places });
        using FileDatabases databases = new(Schema);
        TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int running = 0, most = 0;
        GatedDatabases gate = new(databases, async sql =>
        {
            if (sql == "SELECT 'leave'")
            {
                Interlocked.Decrement(ref running);
                return;
            }

            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == Places)
            {
                full.TrySetResult();
            }

            await full.Task;
        });

        VerifierOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => engine.RunAsync(
            new VerifierRun
            {
                Code = "def verify(env):\n    env.db().query(\"SELECT 'enter'\")\n    env.db().query(\"SELECT 'leave'\")\n    return 1",
                Limit = TimeSpan.FromMinutes(1),
                Databases = gate,
            },
            TestContext.Current.CancellationToken)));

        Assert.All(outcomes, outcome => Assert.True(outcome.Success, $"{outcome.Error}"));
        Assert.Equal(Places, most);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private async Task<VerifierOutcome> RunAsync(
        string code,
        FileDatabases? databases = null,
        string? function = null,
        object?[]? arguments = null,
        Dictionary<string, object?>? named = null)
    {
        VerifierEngine engine = python.Engine;
        using FileDatabases own = new(Schema);
        return await engine.RunAsync(
            new VerifierRun
            {
                Code = code,
                FunctionName = function,
                Arguments = arguments ?? [],
                NamedArguments = named ?? [],
                Limit = TimeSpan.FromMinutes(1),
                Databases = databases ?? own,
                InstanceId = "bc8954c2",
                EnvKey = "shop",
            },
            TestContext.Current.CancellationToken);
    }

    private static bool HasEnded(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            // A killed process disappears once its parent has reaped it; that parent may be init.
            return process.WaitForExit(TimeSpan.FromSeconds(20));
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
