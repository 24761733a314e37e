using System.Collections;
using System.Text.Json.Nodes;

namespace Fleet.Client.Tests.Releases;

public sealed class RunEventBatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Labels_are_converted_once_for_an_event_that_is_sent()
    {
        using TestReleases service = new();
        service.Answers("""{"inserted":1}""");
        CountedLabels labels = new() { ["team"] = "blue", ["try"] = 2 };

        await service.Client.Evidence.SendAsync([Event() with { Labels = labels }], Token);

        Assert.Equal(1, labels.Readings);
        Assert.Equal("""{"team":"blue","try":"2"}""", JsonNode.Parse(service.Stub.Sent[0].Body!)!["events"]![0]!["labels"]!.ToJsonString());
    }

    [Fact]
    public async Task A_batch_checks_each_event_when_it_is_added_and_not_again()
    {
        using TestReleases service = new();
        service.Answers("""{"inserted":1}""");
        CountedLabels labels = new() { ["team"] = "blue" };
        FleetRunEventBatch batch = new();

        batch.Add(Event() with { Labels = labels });
        FleetValidationException refusal = Assert.Throws<FleetValidationException>(() => batch.Add(Event() with { RunId = "" }));
        FleetRunEventResult result = await service.Client.Evidence.SendAsync(batch, Token);

        Assert.Equal(nameof(FleetRunEvent.RunId), Assert.Single(refusal.Fields).Field);
        Assert.Equal((1, 1, 1), (batch.Count, result.Sent, labels.Readings));
    }

    [Fact]
    public async Task An_empty_batch_sends_nothing()
    {
        using TestReleases service = new();

        FleetRunEventResult result = await service.Client.Evidence.SendAsync(new FleetRunEventBatch(), Token);

        Assert.Equal(0, result.Requests);
        Assert.Empty(service.Stub.Sent);
    }

    [Fact]
    public async Task A_file_is_read_in_batches_of_the_given_size()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(path, Enumerable.Range(0, 5).Select(static i => TestReleases.Json($"run{i}", i)), Token);

            List<FleetRunEventBatch> batches = await FleetRunEventFile.ReadBatchesAsync(path, 2, Token).ToListAsync(Token);

            Assert.Equal([2, 2, 1], batches.Select(static batch => batch.Count));
            Assert.Equal(["run0", "run1", "run2", "run3", "run4"], batches.SelectMany(static batch => batch.Events).Select(static item => item.Event.RunId));
            Assert.Throws<FleetValidationException>(() => FleetRunEventFile.ReadBatchesAsync(path, 0, Token));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static FleetRunEvent Event() => new()
    {
        Timestamp = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero),
        AgentId = "a",
        ReleaseId = "rel_1",
        RunId = "run1",
        Environment = "prod",
        Provider = "p",
        Model = "m",
    };

    /// <summary>Labels that count how often they are read.</summary>
    private sealed class CountedLabels : Dictionary<string, object>, IDictionary
    {
        public int Readings { get; private set; }

        IDictionaryEnumerator IDictionary.GetEnumerator()
        {
            Readings++;
            Dictionary<string, object> labels = this;
            return ((IDictionary)new OrderedDictionary<string, object>(labels.ToList())).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => ((IDictionary)this).GetEnumerator();
    }
}
