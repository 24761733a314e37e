using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Fleet.LocalServer.Releases.Ledger;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>The routes that list, verify, export and import the ledger.</summary>
internal sealed class LedgerEndpoints(ReleasesState state)
{
    private const int Page = 500;
    private const int FlushedAt = 64 * 1024;

    public void Map(ReleaseRoutes routes)
    {
        routes.Get("/v1/ledger", "Lists the ledger's entries, oldest first ('after', 'limit').", ListAsync);
        routes.Get("/v1/ledger/verify", "Verifies the whole ledger and, with 'entries' and 'hash', that it contains a head saved earlier.", VerifyAsync);
        routes.Get("/v1/ledger/export", "Exports the ledger and all run events as JSON lines.", ExportAsync);
        routes.PostRaw("/v1/ledger/import", "Imports an exported ledger, or a flightdeck.db of the original, into an empty service.", ImportAsync);
    }

    private async Task ListAsync(HttpContext http)
    {
        JsonFields query = RequestFields.Read(http).Query;
        long after = query.WholeOrNull("after", 0, long.MaxValue) ?? 0;
        long limit = query.WholeOrNull("limit", 1, Page) ?? 100;
        query.ThrowIfInvalid();
        (List<LedgerEntry> entries, LedgerHead head) = await state.ReadAsync(book => (book.Entries(after, limit), book.Head()));
        await ReleaseRoutes.AnswerAsync(http, json =>
        {
            json.OpenObject().Name("entries").OpenArray();
            foreach (LedgerEntry entry in entries)
            {
                entry.Write(json);
            }

            json.CloseArray().Name("head");
            head.Write(json);
            json.CloseObject();
        });
    }

    private async Task VerifyAsync(HttpContext http)
    {
        JsonFields query = RequestFields.Read(http).Query;
        long entries = query.WholeOrNull("entries", 0, long.MaxValue) ?? 0;
        string hash = query.TextOrNull("hash") ?? "";
        query.ThrowIfInvalid();
        if (hash.Length > 0 && (hash.Length != 2 * SHA256.HashSizeInBytes || !hash.All(char.IsAsciiHexDigit)))
        {
            throw new RefusedException("hash must be 64 hex digits.");
        }

        LedgerHead? expected = hash.Length == 0 ? null : new LedgerHead(entries, Convert.FromHexString(hash));
        LedgerReport report = await state.ReadAsync(book => LedgerVerifier.Verify(book.Session, expected));
        await ReleaseRoutes.AnswerAsync(http, report.Write);
    }

    private async Task ExportAsync(HttpContext http)
    {
        using RunEventReader reader = state.RunEvents.OpenReader();
        long events = reader.CountAll();
        LedgerHead head = await state.ReadAsync(static book => book.Head());

        http.Response.ContentType = "application/x-ndjson";
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        JsonText lines = new();
        LedgerFile.WriteHead(lines, head, events, state.Now);

        // The ledger is append-only, so the entries up to the head can be read in pages.
        for (long after = 0; after < head.Entries; after += Page)
        {
            foreach (LedgerEntry entry in await state.ReadAsync(book => book.Entries(after, Math.Min(Page, head.Entries - after))))
            {
                entry.Write(lines);
                lines.EndLine();
            }

            await FlushAsync();
        }

        foreach (byte[] item in reader.ReadAll())
        {
            lines.Raw(item).EndLine();
            if (lines.Written.Length >= FlushedAt)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();
        LedgerFile.WriteEnd(lines, hash.GetHashAndReset());
        await http.Response.Body.WriteAsync(lines.Written, http.RequestAborted);

        async Task FlushAsync()
        {
            hash.AppendData(lines.Written.Span);
            await http.Response.Body.WriteAsync(lines.Written, http.RequestAborted);
            lines.Clear();
        }
    }

    private async Task ImportAsync(HttpContext http)
    {
        // Ledgers are large. The body is written to disk first, so that a slow caller blocks nobody.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        string path = state.Import.NewUpload();
        try
        {
            await using (FileStream file = File.Create(path))
            {
                await http.Request.Body.CopyToAsync(file, http.RequestAborted);
            }

            (string source, int events) = await ImportAsync(path, http.RequestAborted);
            LedgerHead head = await state.ReadAsync(static book => book.Head());
            await ReleaseRoutes.AnswerAsync(http, json =>
            {
                json.OpenObject().Field("source", source).Field("events", events).Name("head");
                head.Write(json);
                json.CloseObject();
            });
        }
        finally
        {
            state.Import.RemoveUploads(path);
        }
    }

    private async Task<(string Source, int Events)> ImportAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await IsSqliteAsync(path)
                ? ("flightdeck", await ImportOriginalAsync(path, cancellationToken))
                : ("fleet", await ImportOwnAsync(path, cancellationToken));
        }
        catch (Exception e) when (e is SqliteException or JsonException or InvalidOperationException or InvalidCastException or KeyNotFoundException)
        {
            // The file is a ledger in form only: two releases with the same id, a column without a value, a body without its members.
            throw new RefusedException($"The ledger cannot be taken over: {e.Message}");
        }
    }

    private async Task<int> ImportOwnAsync(string path, CancellationToken cancellationToken)
    {
        LedgerFile.Head head = LedgerFile.Check(path);
        return await ImportAsync(
            () => LedgerFile.ReadEvents(path, head),
            book =>
            {
                foreach (LedgerEntry entry in LedgerFile.ReadEntries(path, head))
                {
                    book.Add(entry);
                }
            },
            cancellationToken);
    }

    private async Task<int> ImportOriginalAsync(string path, CancellationToken cancellationToken)
    {
        using OriginalLedger original = OriginalLedger.Open(path);
        return await ImportAsync(original.ReadEvents, book => original.CopyTo(book, state.Ids, state.Now), cancellationToken);
    }

    private async Task<int> ImportAsync(Func<IEnumerable<PreparedEvent>> events, Action<LedgerBook> copy, CancellationToken cancellationToken)
    {
        bool marked = false;
        try
        {
            return await state.RunEvents.ChangeAsync((session, batch) =>
            {
                RequireEmpty(session.QueryFirst("SELECT coalesce(max(seq), 0) FROM evidence_event", static row => row.GetInt64(0)), "run events");
                IngestResult result = RunEventStore.Insert(batch, Until(events(), cancellationToken));
                if (result.Duplicates.Count + result.Conflicts.Count > 0)
                {
                    string run = result.Conflicts.Concat(result.Duplicates).First();
                    throw new RefusedException($"The ledger contains two events of the run {PythonText.Quote(run)}.");
                }

                // Nested in the change of the run events: if the ledger fails, no events are stored either, and nobody else's get in between.
                state.ChangeAsync(book =>
                {
                    RequireEmpty(book.Head().Entries, "entries");
                    state.Import.Set();
                    marked = true;
                    copy(book);
                    return true;
                }).GetAwaiter().GetResult();
                return result.Inserted;
            });
        }
        finally
        {
            if (marked)
            {
                state.Import.Remove();
            }
        }
    }

    private static IEnumerable<PreparedEvent> Until(IEnumerable<PreparedEvent> events, CancellationToken cancellationToken)
    {
        foreach (PreparedEvent prepared in events)
        {
            // A caller who has disconnected cannot learn the outcome, so nothing is imported.
            cancellationToken.ThrowIfCancellationRequested();
            yield return prepared;
        }
    }

    private static void RequireEmpty(long count, string what)
    {
        if (count > 0)
        {
            throw new RefusedException(string.Create(
                CultureInfo.InvariantCulture, $"A ledger can only be taken over into an empty service; this one holds {count} {what}."));
        }
    }

    private static async Task<bool> IsSqliteAsync(string path)
    {
        byte[] start = new byte[16];
        await using FileStream file = File.OpenRead(path);
        return await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.AsSpan().SequenceEqual("SQLite format 3\0"u8);
    }
}
