using System.Globalization;
using System.Runtime.CompilerServices;
using Fleet.Client.Core;
using Fleet.Client.Http;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>The run events that releases are evaluated by.</summary>
public sealed class EvidenceClient
{
    private const int PageSize = 500;
    private const int LargePageSize = 5000;
    private const string AsOfHeader = "X-Fleet-As-Of";

    private readonly FleetSender _sender;

    internal EvidenceClient(FleetSender sender) => _sender = sender;

    /// <summary>Sends run events in one request. The service stores all of them or none; one whose run is known already is skipped.</summary>
    /// <param name="events">The events. If there are none, nothing is sent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The number of events newly stored. After a lost response the request is repeated, and a service that does not honour idempotency keys then counts
    /// only those that the first request had not stored.
    /// </returns>
    /// <exception cref="FleetValidationException">An event is not complete; nothing was sent.</exception>
    public async Task<FleetRunEventResult> SendAsync(IReadOnlyList<FleetRunEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        return await SendAsync(FleetRunEventBatch.Of(events), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends run events that have been checked, in one request, as <see cref="SendAsync(IReadOnlyList{FleetRunEvent}, CancellationToken)"/> does.
    /// </summary>
    /// <param name="batch">The events. If there are none, nothing is sent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of events newly stored.</returns>
    public async Task<FleetRunEventResult> SendAsync(FleetRunEventBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 0)
        {
            return new FleetRunEventResult();
        }

        FleetRequest request = new()
        {
            Method = HttpMethod.Post,
            Service = FleetService.Releases,
            PathAndQuery = "/v1/events",
            Json = RunEventWire.Body(batch.Events),
            Repeat = FleetRepeat.SafeWithKey,
            Resource = ("run event", null),
        };
        FleetRunEventResult result = await JsonAnswer
            .GetAsync(_sender, request, static (ref json) => json.Object(RunEventWire.Result), cancellationToken)
            .ConfigureAwait(false);
        return result with { Sent = batch.Count, Requests = 1 };
    }

    /// <summary>Checks a run event as <see cref="SendAsync(IReadOnlyList{FleetRunEvent}, CancellationToken)"/> does. Nothing is sent.</summary>
    /// <param name="item">The event.</param>
    /// <exception cref="FleetValidationException">It is not complete; each fault is a field.</exception>
    public static void Check(FleetRunEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        RunEventCheck.Require(item);
    }

    /// <summary>Sends any number of run events as they arrive, one request after the other.</summary>
    /// <param name="events">The events.</param>
    /// <param name="batchSize">The number of events in a request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result of each request, as soon as its events are stored: if a later request fails, the sum so far is what the service has.</returns>
    /// <exception cref="FleetValidationException">The size is not positive, or an event is not complete; its request is not sent.</exception>
    public IAsyncEnumerable<FleetRunEventResult> SendManyAsync(
        IAsyncEnumerable<FleetRunEvent> events,
        int batchSize = 500,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        return batchSize > 0
            ? BatchesAsync(events, batchSize, cancellationToken)
            : throw FleetCheck.Failed(nameof(batchSize), $"must be at least 1, but is {batchSize}");
    }

    /// <summary>Reads one page of run events, newest first.</summary>
    /// <param name="query">The filter; its <see cref="FleetRunEventQuery.First"/> is ignored.</param>
    /// <param name="offset">The number of events to skip.</param>
    /// <param name="limit">The maximum number, 1 to 500.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public Task<FleetRunEventPage> GetPageAsync(FleetRunEventQuery query, long offset = 0, int limit = 100, CancellationToken cancellationToken = default)
    {
        ReleasesCheck.Limit(limit, nameof(limit));
        return PageAsync(RunEventSlice.Of(query), offset, limit, cancellationToken);
    }

    /// <summary>Lists run events, newest first, page by page. Events that arrive meanwhile are not listed and do not shift the pages.</summary>
    /// <param name="query">The filter.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The events, as they arrive. No page is requested before it is needed.</returns>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public IAsyncEnumerable<FleetRunEvent> ListAsync(FleetRunEventQuery query, CancellationToken cancellationToken = default)
    {
        RunEventSlice slice = RunEventSlice.Of(query);
        return query.First is null or > 0
            ? ListAsync(slice, query.First ?? long.MaxValue, cancellationToken)
            : throw FleetCheck.Failed(nameof(query.First), $"must be at least 1, but is {query.First}");
    }

    /// <summary>Reads one page of run events as lines, in the original's own form.</summary>
    /// <param name="query">The filter; its <see cref="FleetRunEventQuery.First"/> is ignored.</param>
    /// <param name="offset">The number of events to skip.</param>
    /// <param name="limit">The maximum number, 1 to 500.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lines, and the service's counts of them.</returns>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public async Task<FleetRunEventLines> GetLinesAsync(
        FleetRunEventQuery query,
        long offset = 0,
        int limit = PageSize,
        CancellationToken cancellationToken = default)
    {
        ReleasesCheck.Limit(limit, nameof(limit));
        using JsonAnswer answer = await JsonAnswer.SendAsync(_sender, RunEventSlice.Of(query).Export(offset, limit), cancellationToken).ConfigureAwait(false);
        byte[] content = await answer.BytesAsync(cancellationToken).ConfigureAwait(false);
        return new FleetRunEventLines
        {
            Content = content,
            MatchedTotal = Number("X-Flightdeck-Matched-Total"),
            Returned = Number("X-Flightdeck-Returned"),
            Offset = Number("X-Flightdeck-Offset"),
            Truncated = answer.Header("X-Flightdeck-Truncated") == "true",
        };

        long? Number(string header) => long.TryParse(answer.Header(header), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }

    /// <summary>
    /// Writes all run events to a file, newest first, one JSON object a line in the original's own form. If the call fails, the events received so far remain
    /// in a draft beside the file, and the next call can continue from there.
    /// </summary>
    /// <param name="query">The filter; its <see cref="FleetRunEventQuery.First"/> is ignored.</param>
    /// <param name="path">The file. It is written completely or not at all.</param>
    /// <param name="overwrite">True to replace an existing file.</param>
    /// <param name="resume">True to continue from the draft of an earlier call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of events in the file.</returns>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    /// <exception cref="FleetNotFoundException">There is no such release.</exception>
    public async Task<long> ExportAsync(
        FleetRunEventQuery query,
        string path,
        bool overwrite = false,
        bool resume = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RunEventExport export = new(_sender, RunEventSlice.Of(query), path);
        await using (export.ConfigureAwait(false))
        {
            return await export.RunAsync(overwrite, resume, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Finds the draft of an unfinished export to a file, from which another can continue.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The path of the draft; null if there is none.</returns>
    public static string? FindDraft(string path) => File.Exists(RunEventExport.DraftOf(path)) ? RunEventExport.DraftOf(path) : null;

    private async IAsyncEnumerable<FleetRunEventResult> BatchesAsync(
        IAsyncEnumerable<FleetRunEvent> events, int batchSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<FleetRunEvent> batch = new(Math.Min(batchSize, PageSize));
        await foreach (FleetRunEvent item in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            batch.Add(item);
            if (batch.Count == batchSize)
            {
                yield return await SendAsync(batch, cancellationToken).ConfigureAwait(false);
                batch.Clear();
            }
        }

        if (batch.Count > 0)
        {
            yield return await SendAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<FleetRunEvent> ListAsync(RunEventSlice slice, long most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RunEventPlace place = new();
        long offset = 0;
        long left = most;
        while (left > 0)
        {
            int size = slice.AsOf is null ? PageSize : LargePageSize;
            FleetRunEventPage page = await PageAsync(slice, offset, (int)Math.Min(size, left), cancellationToken).ConfigureAwait(false);

            // From the second page on, a service that supports it is asked for the state that the first page saw.
            slice = page.AsOf is null ? slice : slice with { AsOf = page.AsOf, Until = page.Until };
            foreach (FleetRunEvent item in page.Events)
            {
                if (page.AsOf is not null || place.Passes(item.Timestamp, item.RunId))
                {
                    left--;
                    yield return item;
                    if (left == 0)
                    {
                        yield break;
                    }
                }
            }

            offset += page.Events.Count;
            if (!page.Truncated || page.Events.Count == 0)
            {
                yield break;
            }
        }
    }

    private async Task<FleetRunEventPage> PageAsync(RunEventSlice slice, long offset, int limit, CancellationToken cancellationToken)
    {
        using JsonAnswer answer = await JsonAnswer.SendAsync(_sender, slice.List(offset, limit), cancellationToken).ConfigureAwait(false);
        byte[] body = await answer.BytesAsync(cancellationToken).ConfigureAwait(false);
        FleetRunEventPage page = answer.Read(body, static (ref json) => json.Object(RunEventWire.Page));
        return page with { AsOf = answer.Header(AsOfHeader) };
    }
}
