using System.Text.Json;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Tests.Environments.Verification;
using Fleet.Testing;

namespace Fleet.LocalServer.Tests.Environments.Helpdesk;

/// <summary>Tests the consistency of the helpdesk sample.</summary>
public sealed class HelpdeskFilesTests
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot.Path, "samples", "environments", "helpdesk");

    public static TheoryData<string> DataKeys => ["small-team", "busy-week"];

    public static TheoryData<string> Keys => [.. HelpdeskTask.All.Keys];

    [Theory]
    [MemberData(nameof(DataKeys))]
    public async Task Every_reference_in_the_data_leads_somewhere(string dataKey)
    {
        using FileDatabases databases = new(HelpdeskTask.Scripts(dataKey));

        SqlResult broken = await databases.QueryAsync(
            "seed",
            "SELECT * FROM pragma_foreign_key_check",
            [],
            readOnly: true,
            TestContext.Current.CancellationToken);
        SqlResult odd = await databases.QueryAsync(
            "seed",
            "SELECT id FROM tickets WHERE updated_at < created_at UNION ALL SELECT c.id FROM comments AS c JOIN tickets AS t ON t.id = c.ticket_id "
                + "WHERE c.created_at < t.created_at OR c.created_at > t.updated_at",
            [],
            readOnly: true,
            TestContext.Current.CancellationToken);

        Assert.Empty(broken.Rows!);
        Assert.Empty(odd.Rows!);
    }

    [Fact]
    public void The_definition_names_files_that_are_there()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_folder, "environment.json")));
        JsonElement environment = document.RootElement;
        JsonElement version = environment.GetProperty("versions").GetProperty(environment.GetProperty("default_version").GetString()!);
        string[] seeds =
        [
            .. version.GetProperty("data").EnumerateObject()
                .SelectMany(data => data.Value.EnumerateObject())
                .Select(seed => seed.Value.GetString()!),
        ];

        Assert.All([version.GetProperty("schema").GetString()!, .. seeds], file => Assert.True(File.Exists(Path.Combine(s_folder, file)), file));
        Assert.True(version.GetProperty("data").TryGetProperty(version.GetProperty("default_data").GetString()!, out _));
        Assert.All(HelpdeskTask.All.Values, task => Assert.True(version.GetProperty("data").TryGetProperty(task.DataKey, out _), task.Key));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_task_is_complete_and_listed(string key)
    {
        HelpdeskTask task = HelpdeskTask.All[key];

        Assert.StartsWith("helpdesk_", key, StringComparison.Ordinal);
        Assert.Contains($"`{key}`", File.ReadAllText(Path.Combine(s_folder, "README.md")), StringComparison.Ordinal);
        Assert.StartsWith($"def verify_{key["helpdesk_".Length..]}(env, final_answer=None) -> float:\n", task.VerifierCode, StringComparison.Ordinal);
        Assert.Matches("[Cc]hange nothing|as they are|nor anything else", task.Prompt);
        Assert.Contains(task.Checks.EnumerateArray(), check => check.TryGetProperty("unchanged_except", out _) && check.GetProperty("required").GetBoolean());
        Assert.Equal(task.DataKey, task.Solutions.GetProperty("data_id").GetString());
        Assert.InRange(task.Solution("half").Score, 0.1, 0.9);
    }

    [Fact]
    public void There_are_tasks_of_many_kinds() => Assert.True(HelpdeskTask.All.Count >= 14);
}
