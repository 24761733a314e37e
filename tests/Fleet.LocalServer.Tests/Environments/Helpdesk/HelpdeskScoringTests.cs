using System.Text.Json;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Verification;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Tests.Environments.Verification;

namespace Fleet.LocalServer.Tests.Environments.Helpdesk;

/// <summary>Scores every solution of every task with the declarative checks and, if Python is available, with the verifier, which must agree.</summary>
public sealed class HelpdeskScoringTests(PythonFixture python, HelpdeskDatabases instances) : IClassFixture<PythonFixture>, IClassFixture<HelpdeskDatabases>
{
    private static readonly string[] s_damage = ["UPDATE agents SET email = 'changed@desk.example' WHERE id = 4", "DELETE FROM comments WHERE id = 5"];

    /// <summary>The tasks, each with every solution.</summary>
    public static TheoryData<string, string> Cases => new(
        from key in HelpdeskTask.All.Keys
        from work in (string[])["untouched", "right", "half", "wrong", "right and damage"]
        select (key, work));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Declarative_checks_give_the_score(string key, string work)
    {
        using VerifierEngine engine = new(new VerifierEngineOptions { Python = "off" });

        (Scoring scored, double expected) = await ScoreAsync(key, work, engine);

        Assert.Equal(expected, scored.Score);
        Assert.Equal(expected < 1, scored.Errors.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_verifier_gives_the_score_and_the_reasons_of_the_checks(string key, string work)
    {
        using VerifierEngine checks = new(new VerifierEngineOptions { Python = "off" });

        (Scoring byPython, double expected) = await ScoreAsync(key, work, python.Engine);
        (Scoring byChecks, _) = await ScoreAsync(key, work, checks);

        Assert.Equal(expected, byPython.Score);
        Assert.Equal(byChecks.Score, byPython.Score);
        Assert.Equal(byChecks.Errors, byPython.Errors);
    }

    private async Task<(Scoring, double)> ScoreAsync(string key, string work, VerifierEngine engine)
    {
        HelpdeskTask task = HelpdeskTask.All[key];
        using InstanceDatabases databases = instances.Create(task.DataKey);
        (IReadOnlyList<string> statements, string? answer, double expected) = work == "untouched" ? ([], null, 0) : task.Solution(work.Split(' ')[0]);
        if (work.EndsWith("damage", StringComparison.Ordinal))
        {
            (statements, expected) = ([.. statements, .. s_damage], 0);
        }

        foreach (string statement in statements)
        {
            SqlResult changed = await databases.QueryAsync("current", statement, [], readOnly: false, TestContext.Current.CancellationToken);
            Assert.Equal((1, null), (changed.RowsAffected, changed.Error));
        }

        VerifierOutcome outcome = await engine.RunAsync(
            new VerifierRun
            {
                Code = task.VerifierCode,
                NamedArguments = new Dictionary<string, object?> { ["final_answer"] = answer },
                Limit = TimeSpan.FromSeconds(30),
                Databases = databases,
                Checks = task.Checks,
                InstanceId = "bc8954c2",
                EnvKey = "helpdesk",
            },
            TestContext.Current.CancellationToken);

        Assert.True(outcome.Success, $"{outcome.Error}");
        return (new Scoring(outcome.Result!.GetValue<double>(), Errors(outcome.StandardOutput)), expected);
    }

    private static string[] Errors(string output)
    {
        const string Start = "Verification errors: ";
        if (output.Length == 0)
        {
            return [];
        }

        Assert.StartsWith(Start, output, StringComparison.Ordinal);
        return JsonSerializer.Deserialize<string[]>(output[Start.Length..])!;
    }

    private sealed record Scoring(double Score, string[] Errors);
}
