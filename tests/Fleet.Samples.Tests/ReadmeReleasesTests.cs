using Fleet.Testing;

namespace Fleet.Samples.Tests;

/// <summary>The README's releases in C#.</summary>
public sealed class ReadmeReleasesTests
{
    [Fact]
    public async Task Promotes_the_cheaper_release_and_has_the_other_blocked()
    {
        await using LocalServerProcess server = await LocalServerProcess.StartAsync();

        Assert.Equal(
            [
                "0.006 -> 0.00036 USD a run (-94 %), confidence HIGH",
                "blocked: diff confidence is LOW (candidate sample < 500 runs; LOW floor is 50 runs); promotion requires HIGH",
            ],
            await ReadmeProgram.RunAsync("ReadmeSamplePath", server));
    }
}
