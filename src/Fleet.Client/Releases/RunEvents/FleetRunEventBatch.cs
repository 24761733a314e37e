using System.Globalization;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>Run events that are sent in one request. Each is checked when it is added, and not again when the batch is sent.</summary>
public sealed class FleetRunEventBatch
{
    private readonly List<CheckedRunEvent> _events = [];

    /// <summary>The number of events.</summary>
    public int Count => _events.Count;

    internal IReadOnlyList<CheckedRunEvent> Events => _events;

    /// <summary>Adds an event.</summary>
    /// <param name="item">The event.</param>
    /// <exception cref="FleetValidationException">It is not complete; each fault is a field. The batch is unchanged.</exception>
    public void Add(FleetRunEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Add(item, "");
    }

    internal void Add(CheckedRunEvent item) => _events.Add(item);

    internal static FleetRunEventBatch Of(IReadOnlyList<FleetRunEvent> events)
    {
        FleetRunEventBatch batch = new();
        for (int i = 0; i < events.Count; i++)
        {
            batch.Add(events[i], events.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"event {i + 1}"));
        }

        return batch;
    }

    private void Add(FleetRunEvent item, string place) => Add(RunEventCheck.Require(item, place));
}
