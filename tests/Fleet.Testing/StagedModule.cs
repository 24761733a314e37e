namespace Fleet.Testing;

/// <summary>The module as users get it, in <c>out/Fleet</c>: staged once a test run.</summary>
public static class StagedModule
{
    private static readonly Lazy<Task<string>> s_folder = new(StageAsync);

    /// <summary>Stages the module.</summary>
    /// <returns>The folder that holds its manifest.</returns>
    public static Task<string> GetFolderAsync() => s_folder.Value;

    private static async Task<string> StageAsync()
    {
        ProgramRun run = await ProgramRun.RunAsync(
            "dotnet",
            ["build", Path.Combine("build", "Stage.proj"), "-c", "Release", "-nologo", "-v", "m", "-nodeReuse:false", "-p:UseSharedCompilation=false"],
            TimeSpan.FromMinutes(10),
            new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1", ["MSBuildSDKsPath"] = null, ["MSBUILD_EXE_PATH"] = null });
        return run.ExitCode == 0
            ? Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "out", "Fleet")).Single()
            : throw new InvalidOperationException($"The module could not be staged:{Environment.NewLine}{run.Output}");
    }
}
