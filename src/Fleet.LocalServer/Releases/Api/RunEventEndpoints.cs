using System.Globalization;
using System.Text.Json;
using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>The routes that store, list and export run events.</summary>
internal sealed class RunEventEndpoints(ReleasesState state)
{
    private const int FlushedAt = 64 * 1024;
    private readonly PageMemory _pages = new();

    public void Map(ReleaseRoutes routes)
    {
        routes.Post("/v1/events", "Stores run events, all or none, and reports duplicates.", ReadEvents, IngestAsync);
        routes.Get("/v1/runs", "Lists run events, newest first. Fleet only: 'until' and 'as_of' keep pages consistent.", ListAsync);
        routes.Get("/v1/runs/export", "Exports run events as JSON lines. Fleet only: 'as_of' (a number or 'latest') lifts the limit.", ExportAsync);
    }

    private static Func<List<PreparedEvent>> ReadEvents(JsonFields body)
    {
        IReadOnlyList<JsonFields> items = body.Objects("events", required: true, least: 1);

        // Errors inside an event are reported only to a caller who may write.
        return () => Prepare(items);
    }

    private static List<PreparedEvent> Prepare(IReadOnlyList<JsonFields> items)
    {
        JsonText scratch = new();
        List<PreparedEvent> events = [];
        foreach (JsonElement item in items.Select(static fields => fields.Root))
        {
            if (item.TryGetProperty("api_version", out JsonElement version) && PythonText.Repr(version) is var shown and not "'v1'")
            {
                throw new RefusedException($"Unsupported api_version for POST /v1/events: {shown} (only 'v1' is accepted).");
            }

            events.Add(PreparedEvent.From(RunEvent.Read(item), scratch));
        }

        return events;
    }

    private async Task IngestAsync(HttpContext http, Func<List<PreparedEvent>> read, RequestKey? key)
    {
        List<PreparedEvent> events = read();
        ChangeAnswer answer = await state.RunEvents.ChangeAsync((session, batch) => GivenAnswers.Once(session, key, state.Now, () =>
        {
            IngestResult result = RunEventStore.Insert(batch, events);
            JsonText json = new JsonText().OpenObject().Field("inserted", result.Inserted);

            // The original returns nothing else, so skipped events are listed only if there are any.
            if (result.Duplicates.Count > 0)
            {
                json.Field("duplicates", result.Duplicates);
            }

            if (result.Conflicts.Count > 0)
            {
                json.Field("conflicts", result.Conflicts);
            }

            return new ChangeAnswer(StatusCodes.Status200OK, json.CloseObject().ToArray());
        }));
        await ReleaseRoutes.AnswerAsync(http, answer);
    }

    private async Task ListAsync(HttpContext http)
    {
        RunSlice slice = RunSlice.Read(http, otherwise: 100, streamed: false);
        using RunEventReader reader = state.RunEvents.OpenReader();
        RunEventFilter filter = await FilterAsync(slice, reader);
        PageMemory.Slice known = _pages.Find(filter, () => reader.Count(filter));
        List<byte[]> page = [.. Read(reader, filter, slice, known)];

        http.Response.Headers["X-Fleet-As-Of"] = Text(filter.AsOf!.Value);
        JsonText json = new();
        json.OpenObject()
            .Field("release_id", slice.ReleaseId)
            .Field("since", WireTime.Record(filter.Window.Since))
            .Field("until", WireTime.Record(filter.Window.Until));
        json.Name("filters").OpenObject()
            .Field("environment", filter.Environment)
            .Field("tenant_id", slice.TenantId)
            .Field("task_id", slice.TaskId)
            .Field("trace_id", slice.TraceId)
            .Field("session_id", slice.SessionId)
            .Field("span_id", slice.SpanId)
            .CloseObject();
        json.Field("offset", slice.Offset)
            .Field("limit", slice.Limit)
            .Field("matched_total", known.Total)
            .Field("returned", page.Count)
            .Field("truncated", slice.Offset + page.Count < known.Total)
            .Name("events").OpenArray();
        foreach (byte[] item in page)
        {
            json.Raw(item);
        }

        json.CloseArray().CloseObject();
        await Answer.BytesAsync(http, json.Written);
    }

    private async Task ExportAsync(HttpContext http)
    {
        RunSlice slice = RunSlice.Read(http, otherwise: 500, streamed: true);
        using RunEventReader reader = state.RunEvents.OpenReader();
        RunEventFilter filter = await FilterAsync(slice, reader);
        PageMemory.Slice known = _pages.Find(filter, () => reader.Count(filter));
        long rest = Math.Max(0, known.Total - slice.Offset);
        long returned = Math.Min(slice.Limit ?? rest, rest);

        HttpResponse response = http.Response;
        response.ContentType = "application/x-ndjson";
        response.Headers["X-Flightdeck-Matched-Total"] = Text(known.Total);
        response.Headers["X-Flightdeck-Returned"] = Text(returned);
        response.Headers["X-Flightdeck-Offset"] = Text(slice.Offset);
        response.Headers["X-Flightdeck-Truncated"] = slice.Offset + returned < known.Total ? "true" : "false";
        response.Headers["X-Fleet-As-Of"] = Text(filter.AsOf!.Value);
        response.Headers["X-Fleet-Until"] = WireTime.Zulu(filter.Window.Until);
        await response.StartAsync(http.RequestAborted);

        JsonText lines = new(JsonStyle.Line);
        foreach (byte[] item in Read(reader, filter, slice, known))
        {
            using JsonDocument document = JsonDocument.Parse(item);
            lines.Value(document.RootElement, sorted: true).EndLine();
            if (lines.Written.Length >= FlushedAt)
            {
                await response.Body.WriteAsync(lines.Written, http.RequestAborted);
                lines.Clear();
            }
        }

        await response.Body.WriteAsync(lines.Written, http.RequestAborted);
    }

    private async Task<RunEventFilter> FilterAsync(RunSlice slice, RunEventReader reader)
    {
        long stored = reader.CountAll();
        long now = state.Now;
        return await state.ReadAsync(book => book.FindRelease(slice.ReleaseId) is null
            ? throw new RefusedException($"Unknown release: {slice.ReleaseId}")
            : slice.Filter(state.Workspace.Settings(book), now, stored));
    }

    private IEnumerable<byte[]> Read(RunEventReader reader, RunEventFilter filter, RunSlice slice, PageMemory.Slice known)
    {
        bool goesOn = known.End is { } end && end.Offset == slice.Offset;
        long read = 0;
        RunEventPlace last = default;
        foreach ((RunEventPlace place, byte[] json) in reader.Read(filter, goesOn ? 0 : slice.Offset, slice.Limit, goesOn ? known.End!.Value.Place : null))
        {
            yield return json;
            last = place;
            read++;
        }

        if (read > 0)
        {
            _pages.Remember(filter, known with { End = (slice.Offset + read, last) });
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
