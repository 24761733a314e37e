namespace Fleet.Commands.Tests.Pester;

/// <summary>Runs the Pester suite (tests/Pester), which tests the cmdlets in the real shell: each file is a case with the file's name.</summary>
/// <remarks><c>.ci/run</c> knows these cases by their names and counts the cases in the files in their place.</remarks>
[TestCaseOrderer(typeof(PesterFiles))]
public sealed class PesterSuite(PesterPool pool) : IClassFixture<PesterPool>
{
    public static IEnumerable<TheoryDataRow<string>> Files =>
        PesterFiles.All.Select(static file => new TheoryDataRow<string>(file) { TestDisplayName = file, Label = "" });

    [Theory, MemberData(nameof(Files))]
    public async Task Passes(string file)
    {
        PesterRun run = await pool.RunAsync(file);

        Assert.SkipWhen(run.Outcome == PesterOutcome.NotRun, run.Report);
        Assert.True(run.Outcome == PesterOutcome.Passed, run.Report);
    }
}
