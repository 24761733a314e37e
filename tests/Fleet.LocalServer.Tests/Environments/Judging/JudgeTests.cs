using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Judging;

/// <summary>Tests grading against a rubric.</summary>
public sealed class JudgeTests : IDisposable
{
    private const string Path = "/v1/judge/grade";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-judge-");

    [Fact]
    public async Task Without_a_command_it_is_not_offered()
    {
        await using TestServer server = await TestServer.StartAsync();
        string id = await server.CreateAsync();

        TestAnswer answer = await server.SendAsync("POST", Path, Body(id));

        Assert.Equal(501, answer.Status);
        Assert.StartsWith("Grading is not offered by this server", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(422, (await server.SendAsync("POST", Path, """{"submission":"x"}""")).Status);
    }

    [Theory]
    [InlineData("cat > /dev/null; echo '{\"normalized_score\":0.5,\"criteria\":[]}'", 200, """{"normalized_score":0.5,"criteria":[]}""")]
    [InlineData("cat", 200, "instance")]
    [InlineData("echo oops >&2; exit 3", 424, "The grading command ended with exit code 3: oops")]
    [InlineData("echo '[1]'", 424, "The grading command did not answer with a JSON object")]
    [InlineData("echo '{'", 424, "The grading command did not answer with a JSON object")]
    public async Task A_command_grades(string script, int status, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands of this test are shell scripts.");
        await using TestServer server = await TestServer.StartAsync(options => options with { JudgeCommand = Script(script) });
        string id = await server.CreateAsync();

        TestAnswer answer = await server.SendAsync("POST", Path, Body(id));

        Assert.Equal((status, expected == "instance" ? Body(id) : expected), (answer.Status, status == 200 ? answer.Body : answer.Detail));
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_told()
    {
        await using TestServer server = await TestServer.StartAsync(static options => options with { JudgeCommand = "/nowhere/judge" });

        TestAnswer answer = await server.SendAsync("POST", Path, Body(await server.CreateAsync()));

        Assert.Equal(424, answer.Status);
        Assert.StartsWith("The grading command cannot be started", answer.Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Body(string id) => new JsonObject
    {
        ["instance_id"] = id,
        ["submission"] = "answer",
        ["agentic"] = false,
        ["rubric"] = new JsonObject { ["type"] = "string", ["text"] = "be fair" },
    }.ToJsonString();

    private string Script(string text)
    {
        string path = System.IO.Path.Combine(_folder.FullName, "judge.sh");
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }
}
