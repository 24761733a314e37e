using System.Xml.Linq;
using Fleet.Testing;

namespace Fleet.Commands.Tests;

/// <summary>Runs the Pester suite (tests/Pester), where the cmdlets are tested in the real shell.</summary>
/// <remarks>.ci/run counts the suite's cases instead of this one, by this class's name.</remarks>
public sealed class PesterSuite
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(12);
    private static readonly string s_resultFile = Path.Combine(RepositoryRoot.Path, "TestResults", "Pester.xml");

    [Fact]
    public async Task Passes()
    {
        // .ci/run reads it: what an earlier run left would count.
        Directory.CreateDirectory(Path.GetDirectoryName(s_resultFile)!);
        File.Delete(s_resultFile);
        (PowerShellProgram? shell, string reason) = await PowerShellProgram.TryGetAsync();
        Assert.SkipWhen(shell is null, $"The Pester suite was not run: {reason}.");
        ProgramRun pester = await shell.RunAsync(
            ["-Command", "[int][bool](Get-Module -ListAvailable Pester | Where-Object Version -ge 5.5)"], TimeSpan.FromMinutes(2));
        Assert.SkipUnless(pester.Output == "1", "The Pester suite was not run: Pester 5.5 is not installed (Install-PSResource Pester).");

        await StagedModule.GetFolderAsync();
        ProgramRun run = await shell.RunAsync(
            ["-File", Path.Combine("tests", "Pester", "run.ps1"), "-ResultFile", s_resultFile],
            s_patience,
            new Dictionary<string, string?> { ["FLEET_TEST_ASSEMBLY"] = typeof(RepositoryRoot).Assembly.Location });

        Assert.True(run.ExitCode == 0, Failures() + Environment.NewLine + run.Output);
    }

    private static string Failures() => File.Exists(s_resultFile)
        ? string.Join(
            Environment.NewLine,
            XDocument.Load(s_resultFile).Descendants("test-case").Where(c => c.Element("failure") is not null).Select(c => (string?)c.Attribute("description") ?? (string?)c.Attribute("name")))
        : "";
}
