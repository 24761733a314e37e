using Fleet.Commands.Tests.Conventions;
using Fleet.HelpCompiler;

namespace Fleet.Commands.Tests.Help;

/// <summary>The build fails if help is missing or stale. Each case breaks the module's own pages in one way.</summary>
public sealed class HelpCheckerTests : IDisposable
{
    private const string Page = "Get-FleetRun.md";

    private static readonly string s_source = Subjects.InRepository("src", "help", "en-US");
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-help-").FullName;

    public HelpCheckerTests()
    {
        foreach (string file in Directory.GetFiles(s_source))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_pages_are_complete() => Assert.Empty(Problems());

    [Fact]
    public void A_cmdlet_without_a_page_is_told()
    {
        File.Delete(Path.Combine(_folder, Page));

        Assert.Equal(["Get-FleetRun has no help"], Problems());
    }

    [Fact]
    public void A_page_without_a_cmdlet_is_told()
    {
        File.Copy(Path.Combine(_folder, Page), Path.Combine(_folder, "Get-FleetNothing.md"));

        Assert.Equal(["there is no cmdlet Get-FleetNothing"], Problems());
    }

    [Theory]
    [InlineData("Gets runs: groups of instances created with the same run id.", "", "the synopsis is missing")]
    [InlineData("# Get-FleetRun\n", "# Get-FleetRuns\n", "the title is 'Get-FleetRuns', not 'Get-FleetRun'")]
    [InlineData("### -ProfileId", "### -Profile", "-ProfileId is not described")]
    [InlineData("### -ProfileId", "### -Profile", "-Profile is described, but Get-FleetRun has no such parameter")]
    [InlineData("Only runs of this profile; self is the caller.", "", "-ProfileId has no text")]
    [InlineData("## PARAMETERS", "## PARAMS", "'## PARAMS' is not one of SYNOPSIS, DESCRIPTION, EXAMPLES, PARAMETERS, OUTPUTS, NOTES, RELATED LINKS")]
    [InlineData("```powershell\nGet-FleetRun\n```", "Get-FleetRun", "'### Example 1: List the active runs' has no powershell code")]
    [InlineData("- [", "- ", "there is no related link")]
    public void A_page_that_is_wrong_is_told(string text, string instead, string problem)
    {
        string path = Path.Combine(_folder, Page);
        string page = File.ReadAllText(path);
        Assert.Contains(text, page, StringComparison.Ordinal);

        File.WriteAllText(path, page.Replace(text, instead, StringComparison.Ordinal));

        Assert.Contains(problem, Problems());
    }

    [Fact]
    public void One_example_is_not_enough()
    {
        string path = Path.Combine(_folder, Page);
        string page = File.ReadAllText(path);
        int second = page.IndexOf("### Example 2", StringComparison.Ordinal);
        int parameters = page.IndexOf("## PARAMETERS", StringComparison.Ordinal);

        File.WriteAllText(path, page.Remove(second, parameters - second));

        Assert.Equal(["there are 1 examples: at least 2 are required"], Problems());
    }

    [Fact]
    public void A_shared_text_that_nobody_uses_is_told()
    {
        File.AppendAllText(Path.Combine(_folder, "shared-parameters.md"), "\n### -Nobody\n\nText.\n");

        Assert.Equal(["no cmdlet has a parameter -Nobody"], Problems());
    }

    private List<string> Problems()
    {
        HelpSource help = HelpSource.Read(_folder);
        return [.. HelpChecker.Check([.. Subjects.CmdletsByName.Values], help.Pages, help.Shared, _folder).Select(p => p.Problem)];
    }
}
