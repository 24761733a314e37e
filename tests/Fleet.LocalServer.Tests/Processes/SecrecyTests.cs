using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Processes;

/// <summary>The server's key appears nowhere that another program of the user could read.</summary>
public sealed class SecrecyTests
{
    [Fact]
    public async Task The_key_does_not_stay_in_the_environment_of_the_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows a process's environment as a file.");
        await using LocalServerProcess server = await LocalServerProcess.StartAsync(apiKey: "a-very-secret-key-of-the-server");
        using HttpClient client = new();
        client.DefaultRequestHeaders.Add("Authorization", "Bearer a-very-secret-key-of-the-server");

        Assert.True((await client.GetAsync(new Uri(server.Uri, "/v1/account"), TestContext.Current.CancellationToken)).IsSuccessStatusCode);

        // Only root can read it at all: the process has hidden itself.
        string environment = "";
        try
        {
            environment = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/environ", TestContext.Current.CancellationToken);
        }
        catch (UnauthorizedAccessException)
        {
            return;
        }

        Assert.Contains("FLEET_SERVER_API_KEY=", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("a-very-secret-key", environment, StringComparison.Ordinal);
    }
}
