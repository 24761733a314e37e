using System.Text;
using Fleet.Client.Agents;
using Fleet.Client.Tests.Core;
using Fleet.Client.Tests.Environments;

namespace Fleet.Client.Tests.Agents;

public sealed class EventReaderTests
{
    private static readonly string[] s_lines =
    [
        "data: a",
        "data:b",
        "data",
        "event: chunk",
        "id: ",
        "event",
        "data:  two spaces",
        "id: a\0b",
        ": still here",
        "retry: 5",
        "other: x",
        "data: é\u2028😀",
        "",
        "",
        "",
    ];
    private static readonly string[] s_ends = ["\n", "\r\n", "\r"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task However_a_body_arrives_its_events_are_those_of_the_whole(int size)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            StringBuilder text = new(seed % 3 == 0 ? "\uFEFF" : "");
            string end = s_ends[seed % s_ends.Length];
            for (int i = random.Next(1, 60); i > 0; i--)
            {
                string line = s_lines[random.Next(s_lines.Length)];
                text.Append(line).Append(line == "id: " ? i : null).Append(seed % 5 == 0 ? s_ends[random.Next(s_ends.Length)] : end);
            }

            string body = text.ToString();
            List<(string Name, string? Id, string Data)> expected = Expected(body);

            Assert.Equal(expected, (await ReadAsync(body, size)).Select(static one => (one.Event, (string?)one.StreamId, one.Data)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task Only_the_first_mark_of_a_body_is_one(int size) =>
        Assert.Equal(["one", "three"], (await ReadAsync("\uFEFFdata: one\n\n\uFEFFdata: two\n\ndata: three\n\n", size)).Select(static one => one.Data));

    [Theory]
    [InlineData("data: a\n\n", false)]
    [InlineData("data: a\r\r\n", false)]
    [InlineData("data: a\n\n\n\r\n", false)]
    [InlineData("data: a\r\n\r\n", false)]
    [InlineData("data: a\r\n\r", false)]
    [InlineData("data: a\n\n: still here\n\n", false)]
    [InlineData("data: a\n\ndata: b", true)]
    [InlineData("data: a\n\ndata: b\n", true)]
    [InlineData("", false)]
    public async Task An_end_within_an_event_is_told(string body, bool within)
    {
        using EventReader<FleetStreamEvent> reader = Reader(body, 2);
        while (await reader.NextAsync([], TestClient.Token))
        {
        }

        Assert.Equal(within, reader.EndsWithinEvent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task An_event_that_is_too_large_is_told_after_those_before_it(int size)
    {
        using EventReader<FleetStreamEvent> reader = Reader($"data: one\n\ndata: two\n\ndata: {new string('x', 200)}\n\ndata: four\n\n", size, 100);
        List<FleetStreamEvent> batch = [];
        List<string> read = [];

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (await reader.NextAsync(batch, TestClient.Token))
            {
                read.AddRange(batch.Select(static one => one.Data));
            }
        });

        Assert.Equal(["one", "two"], read);
        Assert.Equal(EventFault.TooLarge, reader.Fault);
    }

    [Fact]
    public async Task An_event_of_several_buffers_is_read()
    {
        string large = new('x', 300_000);

        Assert.Equal(["a", large, "b"], (await ReadAsync($"data: a\n\ndata: {large}\n\ndata: b\n\n", 50_000)).Select(static one => one.Data));
    }

    // The standard's steps one by one (WHATWG HTML, 9.2.6), except that an id belongs to one event only.
    private static List<(string Name, string? Id, string Data)> Expected(string body)
    {
        List<(string, string?, string)> events = [];
        string name = "", data = "", id = "";
        string[] lines = body.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        foreach (string line in lines.SkipLast(1))
        {
            string[] parts = line.Split(':', 2);
            string value = parts.Length < 2 ? "" : parts[1].StartsWith(' ') ? parts[1][1..] : parts[1];
            switch (parts[0])
            {
                case "" when line.Length == 0:
                    if (data.Length > 0)
                    {
                        events.Add((name.Length > 0 ? name : "message", id, data[..^1]));
                        id = "";
                    }

                    name = data = "";
                    break;
                case "event":
                    name = value;
                    break;
                case "data":
                    data += value + "\n";
                    break;
                case "id" when !value.Contains('\0', StringComparison.Ordinal):
                    id = value;
                    break;
            }
        }

        return events;
    }

    private static async Task<List<FleetStreamEvent>> ReadAsync(string body, int size)
    {
        using EventReader<FleetStreamEvent> reader = Reader(body, size);
        List<FleetStreamEvent> batch = [];
        List<FleetStreamEvent> all = [];
        while (await reader.NextAsync(batch, TestClient.Token))
        {
            all.AddRange(batch);
        }

        return all;
    }

    private static EventReader<FleetStreamEvent> Reader(string body, int size, int limit = 1 << 20) => new(
        new PieceStream(body, size),
        static (name, data) => new FleetStreamEvent { Event = name, Data = Encoding.UTF8.GetString(data) },
        TimeSpan.FromMinutes(1),
        limit,
        TimeProvider.System);
}
