using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Hosting;

/// <summary>Folders of environments, valid and invalid.</summary>
public sealed class CatalogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("{", "is not a definition of an environment")]
    [InlineData("{}", "is not a definition of an environment")]
    [InlineData("null", "holds null")]
    [InlineData("""{"env_key":"bad","versions":{}}""", "at least one version")]
    [InlineData("""{"env_key":"bad","versions":{"v1":null}}""", "must be an object")]
    [InlineData("""{"env_key":"bad","default_version":"v2","versions":{"v1":{}}}""", "has no version 'v2'")]
    [InlineData("""{"env_key":"bad","versions":{"v1":{"default_data":"x"}}}""", "has no data 'x'")]
    [InlineData("""{"env_key":"bad","versions":{"v1":{"data":{"x":{}}}}}""", "has no version of the data 'x'")]
    [InlineData("""{"env_key":"bad","versions":{"v1":{"data":{"x":{"v1":"seed/none.sql"}}}}}""", "names the file 'seed/none.sql', which is not there")]
    [InlineData("""{"env_key":"bad","versions":{"v1":{"schema":"../../etc/passwd"}}}""", "outside its folder")]
    [InlineData("""{"env_key":"shop","versions":{"v1":{}}}""", "another folder has it already")]
    public async Task A_folder_that_is_wrong_is_reported_and_the_others_are_there(string definition, string complaint)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "bad"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "bad", "environment.json"), definition, TestContext.Current.CancellationToken);
        await using TestServer server = await TestServer.StartAsync(options => options with { EnvironmentPaths = [TestServer.EnvironmentsPath, _folder] });

        string environments = (await server.SendAsync("GET", "/v1/env/")).Body;

        Assert.StartsWith("[{\"env_key\":\"shop\"", environments, StringComparison.Ordinal);
        Assert.DoesNotContain("bad", environments, StringComparison.Ordinal);
        Assert.Contains(complaint, server.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_may_be_an_environment_itself()
    {
        string shop = Path.Combine(TestServer.EnvironmentsPath, "shop");
        await using TestServer server = await TestServer.StartAsync(options => options with { EnvironmentPaths = [shop] });

        Assert.Equal("shop", (string)(await server.CallAsync("GET", "/v1/env/"))[0]!["env_key"]!);
    }

    [Fact]
    public async Task The_samples_are_whole()
    {
        string samples = Path.Combine(AppContext.BaseDirectory, "environments");
        await using TestServer server = await TestServer.StartAsync(options => options with { EnvironmentPaths = [samples] });

        System.Text.Json.Nodes.JsonNode made = await server.CallAsync("POST", "/v1/env/instances", """{"env_key":"helpdesk"}""");

        Assert.True((int)(await server.CallAsync("GET", "/v1/tasks?project_key=helpdesk"))["total"]! >= 12);
        Assert.True((int)(await server.CallAsync("GET", $"/i/{made["instance_id"]}/raw/tickets"))["total"]! > 0);
        Assert.Equal("", server.Log.ToString());
    }
}
