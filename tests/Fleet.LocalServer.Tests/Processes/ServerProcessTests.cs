using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Processes;

/// <summary>The server as a separate process: its output, its end, and the state that outlives it.</summary>
public sealed class ServerProcessTests : IDisposable
{
    private const string Instances = "/v1/env/instances";
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_in_the_middle_of_creates()
    {
        ConcurrentBag<string> acknowledged = [];
        await using (LocalServerProcess server = await LocalServerProcess.StartAsync(_folder))
        {
            using HttpClient http = new() { BaseAddress = server.Uri };
            // The kill comes as soon as enough creates are acknowledged, so a change acknowledged too early would still be on its way to disk.
            TaskCompletionSource enough = new();
            Task killed = KillWhenAsync(enough.Task, server);
            Task[] writers = [.. Enumerable.Range(0, 64).Select(_ => CreateUntilItBreaksAsync(http, acknowledged, enough))];
            await killed;
            await Task.WhenAll(writers);
        }

        await using LocalServerProcess next = await LocalServerProcess.StartAsync(_folder);
        using HttpClient again = new() { BaseAddress = next.Uri };
        JsonArray kept = (await again.GetFromJsonAsync<JsonArray>(Instances, Cancel))!;

        HashSet<string> ids = [.. kept.Select(static instance => (string)instance!["instance_id"]!)];
        Assert.True(acknowledged.Count >= 500);
        Assert.Equal([], acknowledged.Except(ids));
    }

    [Fact]
    public async Task A_changed_database_survives_a_kill()
    {
        string query;
        await using (LocalServerProcess server = await LocalServerProcess.StartAsync(_folder))
        {
            using HttpClient http = new() { BaseAddress = server.Uri };
            string id = await CreateAsync(http);
            query = $"/i/{id}/api/v1/env/resources/sqlite/current/query";
            await http.PostAsJsonAsync(query, new { query = "UPDATE tickets SET title = 'changed' WHERE id = 101", read_only = false }, Cancel);
            await server.KillAsync();
        }

        await using LocalServerProcess next = await LocalServerProcess.StartAsync(_folder);
        using HttpClient again = new() { BaseAddress = next.Uri };
        using HttpResponseMessage answer = await again.PostAsJsonAsync(query, new { query = "SELECT title FROM tickets WHERE id = 101" }, Cancel);

        Assert.Contains("""[["changed"]]""", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_one_line_and_ends_when_its_input_does()
    {
        using Process process = LocalServerProcess.Launch(["serve", "--data", _folder, "--exit-with-stdin"]);
        string first = (await process.StandardOutput.ReadLineAsync(Cancel))!;
        Assert.Matches("^listening: http://127\\.0\\.0\\.1:[0-9]+$", first);

        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancel);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(Cancel));
        Assert.Equal("", await process.StandardError.ReadToEndAsync(Cancel));
    }

    [Fact]
    public async Task It_ends_with_a_parent_that_is_killed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The shell that is killed here is a Unix one.");
        // The shell has the only other end of the server's input, and is then killed without a chance to do anything.
        ProcessStartInfo start = new("bash") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("coproc exec dotnet \"$0\" serve --data \"$1\" --exit-with-stdin; read -r line <&${COPROC[0]}; echo $COPROC_PID; read -r _");
        start.ArgumentList.Add(LocalServerProcess.ServerFile);
        start.ArgumentList.Add(_folder);
        using Process shell = Process.Start(start)!;
        int id = int.Parse((await shell.StandardOutput.ReadLineAsync(Cancel))!, CultureInfo.InvariantCulture);
        using Process server = Process.GetProcessById(id);

        shell.Kill();
        await shell.WaitForExitAsync(Cancel);

        await server.WaitForExitAsync(Cancel);
        Assert.True(server.HasExited);
    }

    [Fact]
    public async Task It_ends_cleanly_when_asked_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(_folder);
        using Process process = Process.GetProcessById(server.ProcessId);

        using Process kill = Process.Start("kill", ["-TERM", server.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(Cancel);

        Assert.False(File.Exists(Path.Combine(_folder, "server.db-wal")));
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused()
    {
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(_folder);

        (int code, string error) = await RunAsync("serve", "--data", _folder);

        Assert.Equal((1, $"Another server uses the data folder '{_folder}'. Stop that server, or take another folder."), (code, error));
    }

    [Fact]
    public async Task An_address_in_use_is_a_clear_error()
    {
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        (int code, string error) = await RunAsync("serve", "--data", _folder, "--url", $"http://127.0.0.1:{port}");

        Assert.Equal((1, $"The address 127.0.0.1:{port} is in use. Use another port, or port 0 for a free one."), (code, error));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_a_clear_error()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancel);

        (int code, string error) = await RunAsync("serve", "--data", Path.Combine(file, "sub"));

        Assert.Equal(1, code);
        Assert.StartsWith($"The data folder '{Path.Combine(file, "sub")}' cannot be used: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("--instance-limit", "0")]
    [InlineData("--instance-limit", "many")]
    [InlineData("--default-ttl", "soon")]
    [InlineData("--default-ttl", "0")]
    [InlineData("--default-ttl", "30ms")]
    [InlineData("--url", "ftp://127.0.0.1")]
    [InlineData("--url", "nowhere")]
    [InlineData("--data")]
    public async Task A_wrong_command_line_is_a_clear_error(params string[] arguments)
    {
        (int code, string error) = await RunAsync(["serve", .. arguments]);

        Assert.Equal(2, code);
        Assert.Contains(arguments[0], error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public async Task Environments_that_are_not_there_are_a_clear_error()
    {
        (int code, string error) = await RunAsync("serve", "--data", _folder, "--environments", "/nowhere");

        Assert.Equal((1, "The folder of environments '/nowhere' is not there."), (code, error));
    }

    [Fact]
    public async Task The_key_comes_from_the_environment_or_a_file()
    {
        string secrets = Path.Combine(_folder, "secrets");
        await File.WriteAllTextAsync(secrets, "# keys\nFLEET_SERVER_API_KEY = sk_file\n", Cancel);
        await using LocalServerProcess fromVariable = await LocalServerProcess.StartAsync(apiKey: "sk_variable");
        await using LocalServerProcess fromFile = await LocalServerProcess.StartAsync(arguments: ["--secrets-file", secrets]);

        Assert.Equal((401, 200), (await StatusAsync(fromVariable, "sk_file"), await StatusAsync(fromVariable, "sk_variable")));
        Assert.Equal((401, 200), (await StatusAsync(fromFile, "sk_variable"), await StatusAsync(fromFile, "sk_file")));
    }

    private static async Task<int> StatusAsync(LocalServerProcess server, string key)
    {
        using HttpClient http = new() { BaseAddress = server.Uri };
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using HttpResponseMessage answer = await http.GetAsync("/v1/account", Cancel);
        return (int)answer.StatusCode;
    }

    private static async Task<string> CreateAsync(HttpClient http)
    {
        using HttpResponseMessage answer = await http.PostAsJsonAsync(Instances, new { env_key = "helpdesk" });
        JsonNode instance = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
        return (string)instance["instance_id"]!;
    }

    private static async Task KillWhenAsync(Task reached, LocalServerProcess server)
    {
        await reached;
        await server.KillAsync();
    }

    private static async Task CreateUntilItBreaksAsync(HttpClient http, ConcurrentBag<string> acknowledged, TaskCompletionSource enough)
    {
        try
        {
            while (true)
            {
                acknowledged.Add(await CreateAsync(http));
                if (acknowledged.Count >= 500)
                {
                    enough.TrySetResult();
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The server has been killed.
        }
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = LocalServerProcess.Launch(arguments);
        string error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(Cancel));
        return (process.ExitCode, error.TrimEnd());
    }
}
