using System.Text;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Verification.Runs;

namespace Fleet.LocalServer.Tests.Environments.Verification;

/// <summary>A verifier's view of its instance's files, and its expectations on them.</summary>
public sealed class FileExpectationTests : IClassFixture<PythonFixture>, IDisposable
{
    private readonly PythonFixture _python;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-test-");
    private readonly InstanceFiles _files;

    public FileExpectationTests(PythonFixture python)
    {
        _python = python;
        DirectoryInfo seed = _folder.CreateSubdirectory("seed");
        File.WriteAllText(Path.Combine(seed.FullName, "plan.txt"), "Plan A ☕");
        File.WriteAllText(Path.Combine(seed.FullName, "gone.txt"), "soon");
        _files = new InstanceFiles(() => seed.FullName, Path.Combine(_folder.FullName, "own"));
    }

    [Theory]
    [InlineData("env.fs().file('plan.txt').content", "\"Plan A ☕\"")]
    [InlineData("env.fs().file('/plan.txt', include_content=False).content", "null")]
    [InlineData("env.fs().file('nowhere.txt').exists", "false")]
    [InlineData("env.fs().file_text('plan.txt', max_content_size=4)", "\"Plan\"")]
    [InlineData("env.instance.fs().doc_text('plan.txt')", "\"Plan A ☕\"")]
    [InlineData("env.fs().doc_metadata('plan.txt').file_type", "\"txt\"")]
    [InlineData("env.fs().doc_structured('plan.txt').success", "true")]
    [InlineData("env.fs().diff().total_files", "0")]
    public async Task Files_are_read(string expression, string expected)
    {
        VerifierOutcome outcome = await RunAsync($"def verify(env):\n    return {expression}");

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal(System.Text.Json.Nodes.JsonNode.Parse(expected)?.ToJsonString(), outcome.Result?.ToJsonString());
    }

    [Theory]
    [InlineData("env.fs().file_text('nowhere.txt')", "FileNotFoundError", "File not found: nowhere.txt")]
    [InlineData("env.fs().file('../secret')", "RuntimeError", "The path must be one of a file inside the instance, like folder/name.txt")]
    public async Task What_cannot_be_read_raises(string expression, string type, string message)
    {
        VerifierOutcome outcome = await RunAsync($"def verify(env):\n    return {expression}");

        Assert.Equal((type, message), (outcome.Error?.Type, outcome.Error?.Message));
    }

    [Theory]
    [InlineData("[{'path': 'new.md', 'content': '# New'}, {'path': '/gone.txt', 'file_type': 'deleted'}]", null)]
    [InlineData("[{'path': 'new.md', 'content_contains': 'New', 'doc_text_contains': 'New', 'size': 5}, {'path': 'gone.txt', 'size': ...}]", null)]
    [InlineData("[{'path': 'new.md'}]", "Unexpected change: gone.txt")]
    [InlineData("[{'path': 'new.md'}, {'path': 'gone.txt'}, {'path': 'plan.txt'}]", "plan.txt has not changed")]
    [InlineData("[{'path': 'new.md', 'content': 'Old'}, {'path': 'gone.txt'}]", "new.md: content 'Old' expected, found '# New'")]
    [InlineData("[{'path': 'new.md', 'doc_text_contains': 'Old'}, {'path': 'gone.txt'}]", "new.md: doc_text does not contain 'Old'")]
    [InlineData("[{'path': 'new.md', 'file_type': 'txt'}, {'path': 'gone.txt', 'content': 'soon'}]",
        "new.md: file_type 'txt' expected, found 'md'; gone.txt has no text")]
    [InlineData("[]", "Unexpected change: new.md; Unexpected change: gone.txt")]
    public async Task Changes_are_held_against_what_is_expected(string expected, string? problem)
    {
        _files.Write("new.md", Encoding.UTF8.GetBytes("# New"));
        _files.Delete("gone.txt");

        VerifierOutcome outcome = await RunAsync(
            $"async def verify(env):\n    diff = await env.fs().diff()\n    await diff.expect_only({expected})\n"
            + $"    await diff.expect_exactly({expected})\n    return 1");

        Assert.Equal(problem, outcome.Error?.Message);
        Assert.Equal(problem is null, outcome.Success);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<VerifierOutcome> RunAsync(string code)
    {
        using FileDatabases databases = new("CREATE TABLE t (id)");
        return await _python.Engine.RunAsync(
            new VerifierRun { Code = code, Limit = TimeSpan.FromSeconds(20), Databases = databases, Files = _files }, TestContext.Current.CancellationToken);
    }
}
