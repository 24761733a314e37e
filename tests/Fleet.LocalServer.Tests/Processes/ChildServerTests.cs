using System.Diagnostics;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Processes;

/// <summary>The server as the child of a program that may die at any time.</summary>
public sealed class ChildServerTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("fleet-test-").FullName;

    [Fact]
    public async Task Its_temporary_data_goes_when_its_parent_does()
    {
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(_data, null, "--delete-data-on-exit");
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(_data));
        Assert.Equal(0, await server.CloseInputAsync());
        Assert.False(Directory.Exists(_data));
    }

    [Fact]
    public async Task Other_data_stays()
    {
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(_data);
        Assert.Equal(0, await server.CloseInputAsync());
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(_data));
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_no_temporary_one()
    {
        string precious = Path.Combine(_data, "precious.txt");
        await File.WriteAllTextAsync(precious, "mine", TestContext.Current.CancellationToken);
        using Process process = LocalServerProcess.Launch(["serve", "--data", _data, "--exit-with-stdin", "--delete-data-on-exit"]);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("is not empty", error, StringComparison.Ordinal);
        Assert.Equal([precious], Directory.EnumerateFileSystemEntries(_data));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("HUP")]
    public async Task What_a_terminal_sends_to_all_of_its_programs_does_not_end_it(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(_data);
        await SendAsync(signal, server);
        using HttpClient client = new();
        Assert.True((await client.GetAsync(server.Uri, TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.Equal(0, await server.CloseInputAsync());
    }

    [Fact]
    public async Task A_request_to_terminate_ends_it_cleanly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(_data, null, "--delete-data-on-exit");
        using Process process = Process.GetProcessById(server.ProcessId);
        await SendAsync("TERM", server);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(_data));
    }

    public void Dispose()
    {
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private static async Task SendAsync(string signal, LocalServerProcess server)
    {
        using Process kill = Process.Start("/bin/kill", ["-" + signal, $"{server.ProcessId}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }
}
