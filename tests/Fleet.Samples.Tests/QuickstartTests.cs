using System.Text.RegularExpressions;

namespace Fleet.Samples.Tests;

/// <summary>The README's first command.</summary>
public sealed partial class QuickstartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scores_every_task_and_leaves_nothing_behind(bool withPython)
    {
        // Without python3 on the path the tasks are scored by their declarative checks; the totals are the same.
        Assert.SkipWhen(withPython && !PythonIsThere(), "python3 is not on PATH");
        using QuickstartProcess quickstart = new(withPython ? null : PythonOff());

        Uri server = new(await quickstart.ReadToAsync("Local server: "));
        int exitCode = await quickstart.ReadToEndAsync();

        Assert.True(exitCode == 0, string.Join('\n', quickstart.Output) + await quickstart.Errors);
        Match totals = Totals().Match(quickstart.Output[^1]);
        Assert.True(totals.Success, quickstart.Output[^1]);
        int tasks = int.Parse(totals.Groups["tasks"].Value, null);
        int passed = int.Parse(totals.Groups["passed"].Value, null);
        int partial = int.Parse(totals.Groups["partial"].Value, null);
        int failed = int.Parse(totals.Groups["failed"].Value, null);
        Assert.True(tasks >= 12, quickstart.Output[^1]);
        Assert.True(passed > 0 && partial > 0 && failed > 0, quickstart.Output[^1]);
        Assert.Equal(tasks, passed + partial + failed);
        Assert.Contains(quickstart.Output, line => line.EndsWith($"{tasks} environments made, 0 still running", StringComparison.Ordinal));
        Assert.Equal("", await quickstart.WaitUntilNothingIsLeftAsync(server));
    }

    [Fact]
    public async Task Ctrl_C_closes_everything()
    {
        using QuickstartProcess quickstart = new();
        Uri server = new(await quickstart.ReadToAsync("Local server: "));

        quickstart.Interrupt();

        Assert.Equal(130, await quickstart.ReadToEndAsync());
        Assert.Equal("", await quickstart.WaitUntilNothingIsLeftAsync(server));
    }

    [Fact]
    public async Task Kill_9_leaves_neither_server_nor_data()
    {
        using QuickstartProcess quickstart = new();
        Uri server = new(await quickstart.ReadToAsync("Local server: "));

        quickstart.Kill();

        Assert.Equal("", await quickstart.WaitUntilNothingIsLeftAsync(server));
    }

    [GeneratedRegex(@"^tasks=(?<tasks>\d+) passed=(?<passed>\d+) partial=(?<partial>\d+) failed=(?<failed>\d+) unverified=0 errors=0$", RegexOptions.ExplicitCapture)]
    private static partial Regex Totals();

    private static bool PythonIsThere() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "python3")));

    // Said in so many words: an interpreter may lie beside dotnet, where no PATH can hide it.
    private static Dictionary<string, string> PythonOff() => new() { ["FLEET_QUICKSTART_PYTHON"] = "off" };
}
