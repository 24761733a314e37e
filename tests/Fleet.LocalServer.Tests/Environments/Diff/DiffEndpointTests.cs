using System.Text.Json.Nodes;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Environments.Diff;

/// <summary>Tests the route that compares an instance with its seed.</summary>
public sealed class DiffEndpointTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Changes_of_an_instance_are_listed()
    {
        TestServer server = fixture.Server;
        string id = await server.CreateAsync();
        Assert.Equal(["0", "0", "0", "0"], await TotalsAsync(id, "{}"));

        await server.QueryAsync(id, "UPDATE customers SET name = 'Ida' WHERE id = 1");
        await server.QueryAsync(id, "DELETE FROM lines");
        JsonNode diff = await server.CallAsync("POST", $"/i/{id}/api/v1/env/diff/structured", "{}");

        Assert.Equal(["success", "diff", "message"], diff.AsObject().Select(static member => member.Key));
        Assert.Equal((true, "Structured diff generated successfully"), ((bool)diff["success"]!, (string)diff["message"]!));
        Assert.Equal("""{"name":{"before":"Ada","after":"Ida"}}""", diff["diff"]!["customers"]!["modified_rows"]![0]!["changes"]!.ToJsonString());
        Assert.Equal("[10,1]", diff["diff"]!["lines"]!["removed_rows"]![0]!["row_id"]!.ToJsonString());
        Assert.DoesNotContain("0", await TotalsAsync(id, """{"ignore_config":{"tables":["orders","odd \"name"]}}"""));
        await server.CallAsync("POST", $"/i/{id}/api/v1/env/reset", "{}");
        Assert.Equal(["0", "0", "0", "0"], await TotalsAsync(id, null));
    }

    [Fact]
    public async Task Wrong_requests_are_refused()
    {
        TestServer server = fixture.Server;
        string id = await server.CreateAsync();
        await server.CallAsync("DELETE", $"/v1/env/instances/{id}");

        Assert.Equal(410, (await server.SendAsync("POST", $"/i/{id}/api/v1/env/diff/structured", "{}")).Status);
        Assert.Equal(404, (await server.SendAsync("POST", "/i/00000000/api/v1/env/diff/structured", "{}")).Status);
        Assert.Equal(422, (await server.SendAsync("POST", $"/i/{id}/api/v1/env/diff/structured", """{"ignore_config":7}""")).Status);
    }

    private async Task<string[]> TotalsAsync(string id, string? body) =>
    [
        .. (await fixture.Server.CallAsync("POST", $"/i/{id}/api/v1/env/diff/structured", body))["diff"]!.AsObject()
            .Select(static table => table.Value!["total_changes"]!.ToJsonString()),
    ];
}
