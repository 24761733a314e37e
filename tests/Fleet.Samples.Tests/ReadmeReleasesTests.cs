using System.Diagnostics;
using System.Reflection;
using Fleet.Testing;

namespace Fleet.Samples.Tests;

/// <summary>The README's releases in C#, compiled from the README and run from the root of the repository as it says.</summary>
public sealed class ReadmeReleasesTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Promotes_the_cheaper_release_and_has_the_other_blocked()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using LocalServerProcess server = await LocalServerProcess.StartAsync();
        string program = typeof(ReadmeReleasesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "ReadmeSamplePath").Value!;
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList = { program, server.Uri.ToString() },
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
        string output = await process.StandardOutput.ReadToEndAsync(cancel).WaitAsync(s_patience, cancel);
        await process.WaitForExitAsync(cancel).WaitAsync(s_patience, cancel);

        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Equal(
            [
                "0.006 -> 0.00036 USD a run (-94 %), confidence HIGH",
                "blocked: diff confidence is LOW (candidate sample < 500 runs; LOW floor is 50 runs); promotion requires HIGH",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
