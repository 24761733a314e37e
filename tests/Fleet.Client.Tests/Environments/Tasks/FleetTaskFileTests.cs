using System.Collections;
using System.Text;

namespace Fleet.Client.Tests.Environments;

public sealed class FleetTaskFileTests : IDisposable
{
    private const string Code = "def v(env):\n    return 1.0\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-tasks-");

    private string File => Path.Combine(_folder.FullName, "tasks.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task All_spellings_are_read()
    {
        await WriteAsync("""
            {"about":{"tasks":1},"tasks":[
              {"key":"a","prompt":"p","env_id":"e","verifier_func":"def v(env): pass","verifier_sha":"s","verifier_id":"i"},
              {"id":"b","prompt":"p","env_key":"e:v1","verifier_code":"def v(env): pass","verifier":{"sha256":"s","verifier_id":"i","key":"vk"}},
              {"key":"c","prompt":"p","environment_id":"e","verifier":{"code":"def v(env): pass"},
              "metadata":{"verifier":{"verifier_id":"i"},"verifier_runtime_version":"3"},"created_at":"2025-10-01T12:00:00.5"},
              {"key":"d","prompt":"p","env_id":"e","unknown":[1,2]}
            ],"after":[]}
            """, bom: true);

        IReadOnlyList<FleetTask> tasks = await FleetTaskFile.ReadAsync(File, TestClient.Token);

        Assert.Equal(["a", "b", "c", "d"], tasks.Select(static task => task.Key));
        Assert.Equal(["e", "e:v1", "e", "e"], tasks.Select(static task => task.EnvKey));
        Assert.Equal([true, true, true, false], tasks.Select(static task => task.HasVerifier));
        Assert.Equal(["s", "s", null, null], tasks.Select(static task => task.VerifierSha));
        Assert.Equal(["i", "i", "i", "d"], tasks.Select(static task => task.VerifierId));
        Assert.Equal("3", tasks[2].VerifierRuntimeVersion);
        Assert.Equal(new DateTimeOffset(2025, 10, 1, 12, 0, 0, 500, TimeSpan.Zero), tasks[2].CreatedAt);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_named_and_not_the_draft()
    {
        string folder = Path.Combine(_folder.FullName, "nowhere");

        DirectoryNotFoundException refusal = await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => FleetTaskFile.WriteAsync(Path.Combine(folder, "tasks.json"), AsyncEnumerable.Empty<FleetTask>(), cancellationToken: TestClient.Token));

        Assert.Equal($"The folder '{folder}' does not exist. Create it first.", refusal.Message);
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_place()
    {
        await WriteAsync("""
            [{"prompt":"p","env_id":"e"},
             7,
             {"key":"c","prompt":5,"env_id":"","verifier_func":"x = 1","metadata":[]},
             {"key":"d","prompt":"p","env_id":"e","created_at":"soon","verifier":{"version":"x","code":"no"}}]
            """);

        FleetValidationException refusal = await Assert.ThrowsAsync<FleetValidationException>(() => FleetTaskFile.ReadAsync(File, TestClient.Token));

        Assert.Equal(
            [
                "tasks[0].key: is missing",
                "tasks[1]: is not an object",
                "tasks[2].metadata: is not an object but an array",
                "tasks[2].prompt: is not a text but 5",
                "tasks[2].env_id: is empty",
                "tasks[2].verifier_func: defines no function at its top level",
                "tasks[3].verifier.version: is not a number but \"x\"",
                "tasks[3].created_at: is not a time but \"soon\"",
                "tasks[3].verifier.code: defines no function at its top level",
            ],
            refusal.Fields.Select(static fault => fault.ToString()));
        Assert.Equal($"The task file '{File}' cannot be used: tasks[0].key is missing (and 8 more).", refusal.Message);
    }

    [Theory]
    [InlineData("", "line 1: is not JSON")]
    [InlineData("[\n{\"key\":}]", "line 2: is not JSON")]
    [InlineData("[] []", "line 1: is not JSON")]
    [InlineData("5", "tasks: is missing: a task file is an array of tasks, or an object with the array 'tasks'")]
    [InlineData("{\"tasks\":{}}", "tasks: is missing: a task file is an array of tasks, or an object with the array 'tasks'")]
    public async Task A_file_of_another_kind_is_refused(string content, string fault)
    {
        await WriteAsync(content);

        FleetValidationException refusal = await Assert.ThrowsAsync<FleetValidationException>(() => FleetTaskFile.ReadAsync(File, TestClient.Token));

        Assert.Equal(fault, Assert.Single(refusal.Fields).ToString());
    }

    [Fact]
    public async Task For_an_import_each_task_needs_a_verifier_and_a_key_of_its_own()
    {
        await WriteAsync("""
            [{"key":"a","prompt":"p","env_id":"e","verifier_func":"def v(env): pass"},
             {"key":"a","prompt":"p","env_id":"e"}]
            """);

        FleetValidationException refusal = await Assert.ThrowsAsync<FleetValidationException>(() => FleetTaskFile.ReadForImportAsync(File, TestClient.Token));

        Assert.Equal(["tasks[1].verifier_func", "tasks[1].key"], refusal.Fields.Select(static fault => fault.Field));
        Assert.Equal(2, (await FleetTaskFile.ReadAsync(File, TestClient.Token)).Count);
    }

    [Fact]
    public async Task What_is_written_is_read_back_the_same()
    {
        FleetTask full = new()
        {
            Key = "k",
            Prompt = "Schließ das Ticket 😀",
            EnvironmentId = "helpdesk",
            Version = "v1.0.0",
            DataId = "d",
            DataVersion = "v2",
            EnvVariables = new Hashtable { ["LOCALE"] = "de" },
            TeamId = "t",
            ProjectKey = "p",
            CreatedAt = new DateTimeOffset(2025, 10, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567),
            VerifierCode = Code,
            VerifierId = "v1",
            VerifierSha = "aa",
            VerifierRuntimeVersion = "3.11",
            Verifier = new FleetVerifier
            {
                VerifierId = "v1",
                Key = "vk",
                Version = 4,
                Sha256 = "aa",
                Code = Code,
                Comment = "c",
                CreatedAt = DateTimeOffset.UnixEpoch,
            },
            Metadata = new OrderedDictionary<string, object?> { ["z"] = 1.0, ["a"] = new object?[] { 1L, null } },
            OutputJsonSchema = new OrderedDictionary<string, object?> { ["type"] = "object" },
        };
        FleetTask least = new() { Key = "l", Prompt = "p", EnvironmentId = "e" };

        int count = await FleetTaskFile.WriteAsync(File, Tasks(full, least), cancellationToken: TestClient.Token);
        string written = await System.IO.File.ReadAllTextAsync(File, TestClient.Token);
        IReadOnlyList<FleetTask> read = await FleetTaskFile.ReadAsync(File, TestClient.Token);
        await FleetTaskFile.WriteAsync(File, read.ToAsyncEnumerable(), overwrite: true, TestClient.Token);

        Assert.Equal(2, count);
        Assert.StartsWith("[\n  {\n    \"key\": \"k\",\n    \"prompt\": \"Schließ das Ticket 😀\",\n", written, StringComparison.Ordinal);
        Assert.EndsWith("]\n", written, StringComparison.Ordinal);
        Assert.Equal(full.Verifier, read[0].Verifier);
        FleetTask without = read[0] with { EnvVariables = full.EnvVariables, Metadata = full.Metadata, OutputJsonSchema = full.OutputJsonSchema };
        Assert.Equal(full, without);
        Assert.Equal(1.0, Assert.IsType<double>(read[0].Metadata!["z"]));

        // A verifier's id is never null in a file that was read: the original uses the task's key instead.
        Assert.Equal(
            written.Replace("\"verifier_id\": null", "\"verifier_id\": \"l\"", StringComparison.Ordinal),
            await System.IO.File.ReadAllTextAsync(File, TestClient.Token));
        Assert.Equal([File], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public async Task A_file_that_exists_is_only_replaced_when_asked()
    {
        await WriteAsync("[]");

        await Assert.ThrowsAsync<IOException>(() => FleetTaskFile.WriteAsync(File, Tasks(), cancellationToken: TestClient.Token));
        Assert.Equal("[]", await System.IO.File.ReadAllTextAsync(File, TestClient.Token));

        Assert.Equal(0, await FleetTaskFile.WriteAsync(File, Tasks(), overwrite: true, TestClient.Token));
        Assert.Equal("[]\n", await System.IO.File.ReadAllTextAsync(File, TestClient.Token));
    }

    [Fact]
    public async Task A_list_that_breaks_off_leaves_the_old_file_and_no_other()
    {
        await WriteAsync("[]");

        await Assert.ThrowsAsync<FleetConnectionException>(() => FleetTaskFile.WriteAsync(File, Broken(), overwrite: true, TestClient.Token));

        Assert.Equal("[]", await System.IO.File.ReadAllTextAsync(File, TestClient.Token));
        Assert.Equal([File], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public async Task Through_a_link_the_file_behind_it_is_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        await WriteAsync("[]");
        string link = Path.Combine(_folder.FullName, "link.json");
        System.IO.File.CreateSymbolicLink(link, File);

        await FleetTaskFile.WriteAsync(link, Tasks(), overwrite: true, TestClient.Token);

        Assert.Equal("[]\n", await System.IO.File.ReadAllTextAsync(File, TestClient.Token));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    private static IAsyncEnumerable<FleetTask> Tasks(params FleetTask[] tasks) => tasks.ToAsyncEnumerable();

    private static async IAsyncEnumerable<FleetTask> Broken()
    {
        yield return new FleetTask { Key = "k" };
        await Task.CompletedTask;
        throw new FleetConnectionException("gone");
    }

    private async Task WriteAsync(string content, bool bom = false) =>
        await System.IO.File.WriteAllTextAsync(File, content, new UTF8Encoding(bom), TestClient.Token);
}
