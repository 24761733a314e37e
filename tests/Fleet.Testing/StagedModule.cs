namespace Fleet.Testing;

/// <summary>The module as users get it, in <c>out/Fleet</c>: staged once a test run.</summary>
public static class StagedModule
{
    private static readonly Lazy<Task<string>> s_folder = new(async () =>
    {
        await StageAsync();
        return Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "out", "Fleet")).Single();
    });

    /// <summary>Stages the module.</summary>
    /// <returns>The folder that holds its manifest.</returns>
    public static Task<string> GetFolderAsync() => s_folder.Value;

    /// <summary>Runs the staging once more, in another way.</summary>
    /// <param name="properties">Properties of the build, as <c>-p:Name=value</c>.</param>
    /// <returns>When it is done.</returns>
    public static async Task StageAsync(params string[] properties)
    {
        // No build node may be left running, and none of the test host's own build settings may leak in.
        ProgramRun run = await ProgramRun.RunAsync(
            "dotnet",
            ["build", Path.Combine("build", "Stage.proj"), "-c", "Release", "-nologo", "-v", "m", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. properties],
            TimeSpan.FromMinutes(10),
            new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1", ["MSBuildSDKsPath"] = null, ["MSBUILD_EXE_PATH"] = null });
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"The module could not be staged:{Environment.NewLine}{run.Output}");
        }
    }
}
