using System.Text.Json;
using Fleet.LocalServer.Tests.Releases.Golden;

namespace Fleet.LocalServer.Tests.Releases.Replay;

/// <summary>Replays every step of every recorded workspace against the local server.</summary>
public sealed class ReplayTests
{
    public static IEnumerable<TheoryDataRow<string>> Workspaces =>
        GoldenFile.Workspaces.Select(static workspace => new TheoryDataRow<string>(workspace.GetProperty("name").GetString()!));

    [Theory]
    [MemberData(nameof(Workspaces))]
    public async Task Answers_as_the_original_did(string name)
    {
        JsonElement workspace = GoldenFile.Workspaces.Single(candidate => candidate.GetProperty("name").GetString() == name);
        await using ReleasesServer server = await ReleasesServer.StartAsync(
            workspace.GetProperty("flightdeck_yaml").GetString(), workspace.GetProperty("api_token_env").GetString()?.Trim());

        Replayer replayer = new(server, workspace);
        await replayer.RunAsync();

        Assert.True(replayer.Differences.Count == 0, string.Join(Environment.NewLine, [.. replayer.Differences, server.Log.ToString()]));
        Assert.NotEqual(0, replayer.Compared);
    }

    [Fact]
    public void Every_meant_difference_belongs_to_a_recorded_step()
    {
        IEnumerable<JsonElement> all = GoldenFile.Workspaces.SelectMany(static workspace => workspace.GetProperty("steps").EnumerateArray());
        HashSet<string> steps = [.. all.Select(Replayer.Name)];

        Assert.All(MeantDifferences.Table.Keys, id => Assert.Contains(id, steps));
    }
}
