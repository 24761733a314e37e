using Fleet.Testing;

namespace Fleet.Samples.Tests;

/// <summary>The README's conversation in C#.</summary>
public sealed class ReadmeAgentsTests
{
    [Fact]
    public async Task Shows_the_answer_as_it_comes_and_what_was_kept()
    {
        await using LocalServerProcess server = await LocalServerProcess.StartAsync();

        Assert.Equal(
            ["hello big world", "user: hello big world", "ai_agent: hello big world"],
            await ReadmeProgram.RunAsync("ReadmeAgentsPath", server));
    }
}
