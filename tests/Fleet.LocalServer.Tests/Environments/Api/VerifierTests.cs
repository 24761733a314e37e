using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Environments.Verification;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Api;

/// <summary>Verification over HTTP: bundles, arguments, responses.</summary>
public sealed class VerifierTests(ServerFixture fixture, PythonFixture python) : IClassFixture<ServerFixture>, IClassFixture<PythonFixture>
{
    private const string Path = "/v1/verifiers/execute";
    private const string Code = "def verify_rename(env, final_answer=None):\n    return 1.0\n";

    [Fact]
    public async Task A_bundle_is_sent_once_and_known_from_then_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync();
        byte[] bundle = Zip(("requirements.txt", "fleet-python"), ("verifier.py", Code));
        string hash = Convert.ToHexStringLower(SHA256.HashData(bundle));

        Assert.Equal(
            """{"key":null,"version":null,"display_src":null,"created_at":null,"comment":null,"success":false}""",
            (await server.SendAsync("GET", $"/v1/verifiers/check?sha256={hash}")).Body);
        Assert.Equal("""{"detail":"Bundle not found"}""", (await server.SendAsync("POST", Path, Request(hash, id))).Body);
        JsonNode first = await server.CallAsync("POST", Path, Request(hash, id, bundle));
        JsonNode second = await server.CallAsync("POST", Path, Request(hash.ToUpperInvariant(), id));

        Assert.Equal(
            ["key", "version", "success", "result", "error", "execution_time_ms", "stdout", "verifier_id", "execution_id", "bundle_cache_hit"],
            first.AsObject().Select(static member => member.Key));
        Assert.Equal(("shop_rename", 1, true, 0.0), ((string)first["key"]!, (int)first["version"]!, (bool)first["success"]!, (double)first["result"]!));
        Assert.Equal("Verification errors: [\"expected Ida, got Ada\"]", ((string)first["stdout"]!).Trim());
        Assert.Equal("9d0f0c3e-0000-4000-8000-000000000001", (string)first["verifier_id"]!);
        Assert.Equal((false, true), ((bool)first["bundle_cache_hit"]!, (bool)second["bundle_cache_hit"]!));
        Assert.Equal(
            """{"key":"shop_rename","version":1,"display_src":null,"created_at":"2026-01-02T03:04:05+00:00","comment":null,"success":true}""",
            (await server.SendAsync("GET", $"/v1/verifiers/check?sha256={hash}")).Body);
    }

    [Fact]
    public async Task The_work_in_the_instance_is_what_counts()
    {
        string id = await fixture.Server.CreateAsync();
        await fixture.Server.QueryAsync(id, "UPDATE customers SET name = 'Ida' WHERE id = 1");
        byte[] bundle = Zip(("verifier.py", Code));

        JsonNode outcome = await fixture.Server.CallAsync("POST", Path, Request(Hash(bundle), id, bundle));

        Assert.Equal(1.0, (double)outcome["result"]!);
    }

    [Fact]
    public async Task Code_that_no_task_has_is_not_scored_by_the_checks_of_one()
    {
        string id = await fixture.Server.CreateAsync();
        byte[] bundle = Zip(("verifier.py", "def other(env):\n    return 1\n"));

        JsonNode outcome = await fixture.Server.CallAsync("POST", Path, Request(Hash(bundle), id, bundle));

        Assert.Equal((false, "PythonNotAvailable", null), ((bool)outcome["success"]!, (string)outcome["error"]!["type"]!, (int?)outcome["version"]));
    }

    [Fact]
    public async Task An_ended_instance_is_not_verified()
    {
        string id = await fixture.Server.CreateAsync();
        await fixture.Server.CallAsync("DELETE", $"/v1/env/instances/{id}");
        byte[] bundle = Zip(("verifier.py", Code));

        TestAnswer ended = await fixture.Server.SendAsync("POST", Path, Request(Hash(bundle), id, bundle));
        TestAnswer unknown = await fixture.Server.SendAsync("POST", Path, Request(Hash(bundle), "nope", bundle));

        Assert.Equal((409, $"Instance '{id}' has ended: closed by the caller"), (ended.Status, ended.Detail));
        Assert.Equal((404, "Instance not found"), (unknown.Status, unknown.Detail));
    }

    /// <summary>Invalid bundles: kind and error.</summary>
    public static TheoryData<string, string> Bundles => new()
    {
        { "text", "The bundle is not a ZIP file: " },
        { "nothing", "The bundle has no member 'verifier.py'" },
        { "bomb", "The bundle's 'verifier.py' is larger than 1048576 bytes" },
        { "latin", "The bundle's 'verifier.py' is not UTF-8" },
        { "many", "The bundle has more than 100 members" },
        { "large", "The bundle is larger than 8388608 bytes" },
    };

    [Theory]
    [MemberData(nameof(Bundles))]
    public async Task A_bundle_that_is_none_is_refused(string kind, string detail)
    {
        string id = await fixture.Server.CreateAsync();
        byte[] bundle = kind switch
        {
            "nothing" => Zip(("other.py", Code)),
            "bomb" => Zip(("verifier.py", new string(' ', 64 * 1024 * 1024))),
            "latin" => ZipBytes(("verifier.py", [0x23, 0xE9])),
            "many" => Zip([.. Enumerable.Range(0, 101).Select(static i => ($"f{i}", ""))]),
            "large" => RandomNumberGenerator.GetBytes(9 * 1024 * 1024),
            _ => Encoding.ASCII.GetBytes("no zip"),
        };

        TestAnswer refused = await fixture.Server.SendAsync("POST", Path, Request(Hash(bundle), id, bundle));

        Assert.Equal(400, refused.Status);
        Assert.StartsWith(detail, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_sees_the_databases_and_the_arguments_of_the_pickle()
    {
        string interpreter = python.Path;
        await using TestServer server = await TestServer.StartAsync(options => options with { Python = interpreter });
        string id = await server.CreateAsync();
        await server.QueryAsync(id, "DELETE FROM lines");
        byte[] bundle = Zip((
            "verifier.py",
            "def f(env, final_answer=None):\n    print(final_answer)\n"
            + "    return env.db('seed').table('lines').count() - env.db('current').table('lines').count()\n"));
        // {"args": (None, {"env": id}), "kwargs": {"final_answer": "42"}}
        byte[] pickle =
        [
            0x80, 5, .. "}("u8, 0x8C, 4, .. "args"u8, .. "N}"u8, 0x8C, 3, .. "env"u8, 0x8C, 8, .. Encoding.ASCII.GetBytes(id), .. "s"u8, 0x86,
            0x8C, 6, .. "kwargs"u8, .. "}"u8, 0x8C, 12, .. "final_answer"u8, 0x8C, 2, .. "42"u8, .. "su."u8,
        ];

        JsonNode outcome = await server.CallAsync("POST", Path, Request(Hash(bundle), id, bundle, pickle));

        Assert.Equal((true, 3, "42"), ((bool)outcome["success"]!, (int)outcome["result"]!, ((string)outcome["stdout"]!).Trim()));
    }

    [Fact]
    public async Task Values_that_only_Python_has_arrive_as_they_were()
    {
        string interpreter = python.Path;
        await using TestServer server = await TestServer.StartAsync(options => options with { Python = interpreter });
        string id = await server.CreateAsync();
        byte[] bundle = Zip(("verifier.py", "def f(env, *args, **named):\n    print(args, named)\n    return 1\n"));

        JsonNode outcome = await server.CallAsync("POST", Path, Request(Hash(bundle), id, bundle, DatePickle(id)));

        Assert.Equal("((1, 2),) {'when': datetime.date(2025, 1, 2)}", ((string)outcome["stdout"]!).Trim());
        Assert.True((bool)outcome["success"]!, outcome.ToJsonString());
    }

    [Fact]
    public async Task Values_that_only_Python_has_need_Python()
    {
        string id = await fixture.Server.CreateAsync();
        byte[] bundle = Zip(("verifier.py", Code));

        JsonNode outcome = await fixture.Server.CallAsync("POST", Path, Request(Hash(bundle), id, bundle, DatePickle(id)));

        Assert.Equal((false, "ArgumentsNotReadable"), ((bool)outcome["success"]!, (string)outcome["error"]!["type"]!));
    }

    [Fact]
    public async Task A_pickle_that_breaks_off_in_Python_is_an_error_of_the_verification()
    {
        string interpreter = python.Path;
        await using TestServer server = await TestServer.StartAsync(options => options with { Python = interpreter });
        string id = await server.CreateAsync();
        byte[] bundle = Zip(("verifier.py", "def f(env):\n    return 1\n"));

        JsonNode outcome = await server.CallAsync("POST", Path, Request(Hash(bundle), id, bundle, [0x80, 5, .. "cno_such_module\nf\n."u8]));

        Assert.Equal((false, "ValueError"), ((bool)outcome["success"]!, (string)outcome["error"]!["type"]!));
        Assert.StartsWith("The arguments cannot be read: ", (string)outcome["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snapshot", "Snapshots are not offered")]
    [InlineData("execute_verifier_function_with_upload", "Verifiers with files are not offered")]
    public async Task Addresses_of_an_instance_that_nothing_is_known_of_say_what_to_use(string name, string reason)
    {
        string id = await fixture.Server.CreateAsync();

        TestAnswer refused = await fixture.Server.SendAsync("POST", $"/i/{id}/api/v1/env/{name}", "{}");

        Assert.Equal(501, refused.Status);
        Assert.StartsWith(reason, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(404, (await fixture.Server.SendAsync("POST", $"/i/nope/api/v1/env/{name}", "{}")).Status);
    }

    [Fact]
    public async Task An_instance_verifies_source_text_by_itself()
    {
        string interpreter = python.Path;
        await using TestServer server = await TestServer.StartAsync(options => options with { Python = interpreter });
        string id = await server.CreateAsync();

        TestAnswer answer = await server.SendAsync(
            "POST",
            $"/i/{id}/api/v1/env/execute_verifier_function",
            """{"function_code":"def f(env, text):\n    return len(text)\n","function_name":"f","text_solution":"abc"}""");

        Assert.Equal((200, 3), (answer.Status, (int)answer.Json["result"]!));
    }

    private static string Request(string hash, string instanceId, byte[]? bundle = null, byte[]? pickle = null)
    {
        JsonObject request = new()
        {
            ["key"] = "shop_rename",
            ["sha256"] = hash,
            ["args_array"] = new JsonArray(new JsonObject { ["env"] = instanceId }),
            ["timeout"] = 30,
            ["region"] = "us-west-1",
        };
        if (bundle is not null)
        {
            request["bundle"] = Convert.ToBase64String(bundle);
        }

        if (pickle is not null)
        {
            request["args"] = Convert.ToBase64String(pickle);
        }

        return request.ToJsonString();
    }

    /// <summary><c>{"args": (None, (1, 2), {"env": id}), "kwargs": {"when": datetime.date(2025, 1, 2)}}</c> in protocol 3.</summary>
    private static byte[] DatePickle(string id) =>
    [
        0x80, 3, .. "}("u8, .. Text("args"), .. "(N(K\u0001K\u0002t}"u8, .. Text("env"), .. Text(id), .. "st"u8,
        .. Text("kwargs"), .. "}"u8, .. Text("when"), .. "cdatetime\ndate\n(C"u8, 4, 0x07, 0xE9, 1, 2, .. "tRsu."u8,
    ];

    private static byte[] Text(string text) => [(byte)'X', (byte)text.Length, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];

    private static string Hash(byte[] bundle) => VerifierBundle.Hash(bundle);

    private static byte[] Zip(params (string Name, string Text)[] members) =>
        VerifierBundle.Zip(members.Select(static member => (member.Name, Encoding.UTF8.GetBytes(member.Text))));

    private static byte[] ZipBytes(params (string Name, byte[] Bytes)[] members) => VerifierBundle.Zip(members);
}
