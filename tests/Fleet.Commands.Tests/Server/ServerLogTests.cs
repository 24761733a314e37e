namespace Fleet.Commands.Tests.Server;

public sealed class ServerLogTests
{
    [Fact]
    public async Task Keeps_the_last_lines_alone()
    {
        ServerLog log = new();
        await log.DrainAsync(new StringReader(string.Join('\n', Enumerable.Range(1, 100_000))));
        IReadOnlyList<string> lines = log.Snapshot();
        Assert.Equal(200, lines.Count);
        Assert.Equal("100000", lines[^1]);
        Assert.Equal("99801", lines[0]);
    }

    [Fact]
    public void Cuts_long_lines()
    {
        ServerLog log = new();
        log.Add(new string('x', 1_000_000));
        Assert.Equal(2000, Assert.Single(log.Snapshot()).Length);
    }

    [Fact]
    public void A_snapshot_stays_as_it_is()
    {
        ServerLog log = new();
        log.Add("one");
        IReadOnlyList<string> before = log.Snapshot();
        log.Add("two");
        Assert.Equal(["one"], before);
    }

    [Fact]
    public async Task A_broken_pipe_is_an_end()
    {
        StringReader closed = new("never read");
        closed.Dispose();
        ServerLog log = new();
        await log.DrainAsync(closed);
        Assert.Empty(log.Snapshot());
    }
}
