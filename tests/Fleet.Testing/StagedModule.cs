namespace Fleet.Testing;

/// <summary>The module as users install it, in <c>out/Fleet</c>. It is staged once in a test run.</summary>
public static class StagedModule
{
    private static readonly Lazy<Task<string>> s_folder = new(async () =>
    {
        await StageAsync();
        return Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "out", "Fleet")).Single();
    });

    /// <summary>Stages the module.</summary>
    /// <returns>The folder of its manifest.</returns>
    public static Task<string> GetFolderAsync() => s_folder.Value;

    /// <summary>Stages the module again, with other properties.</summary>
    /// <param name="properties">Properties of the build, as <c>-p:Name=value</c>.</param>
    /// <returns>A task that completes when it is staged.</returns>
    public static async Task StageAsync(params string[] properties)
    {
        // No build node may be left running, and none of the test host's own build settings may leak in.
        ProgramRun run = await ProgramRun.RunAsync(
            "dotnet",
            [
                "build", Path.Combine("build", "Stage.proj"), "-c", "Release", "-nologo", "-v", "m", "-nodeReuse:false", "-p:UseSharedCompilation=false",
                .. properties,
            ],
            TimeSpan.FromMinutes(30),
            new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1", ["MSBuildSDKsPath"] = null, ["MSBUILD_EXE_PATH"] = null });
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"The module could not be staged:{Environment.NewLine}{run.Output}");
        }
    }
}
