using System.Reflection;
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

        await StagedModule.GetFolderAsync();
        ProgramRun run = await shell.RunAsync(
            ["-File", Path.Combine("tests", "Pester", "run.ps1"), "-ResultFile", s_resultFile, "-Pester", PesterModule()],
            s_patience,
            new Dictionary<string, string?> { ["FLEET_TEST_ASSEMBLY"] = typeof(RepositoryRoot).Assembly.Location });

        Assert.True(run.ExitCode == 0, Failures() + Environment.NewLine + run.Output);
    }

    // The package that the build restored, so that a machine with nothing but the SDK tests the cmdlets too.
    private static string PesterModule() => typeof(PesterSuite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "Pester").Value!;

    private static string Failures() => File.Exists(s_resultFile)
        ? string.Join(
            Environment.NewLine,
            XDocument.Load(s_resultFile).Descendants("test-case").Where(c => c.Element("failure") is not null).Select(c => (string?)c.Attribute("description") ?? (string?)c.Attribute("name")))
        : "";
}
