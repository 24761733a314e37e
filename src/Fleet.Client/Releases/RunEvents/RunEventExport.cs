using System.Buffers;
using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Releases;

/// <summary>
/// Writes any number of run events to a file, in no more memory than one piece of a response takes. A service that can read as of a moment
/// again sends everything in one response; the original sends at most 500 lines at once, which are joined.
/// </summary>
/// <remarks>Until the file is complete, the lines received are in a draft beside it, with a note of the query.</remarks>
internal sealed class RunEventExport(FleetSender sender, RunEventSlice slice, string path) : IAsyncDisposable
{
    private const int PieceSize = 128 * 1024;

    // Unknown to the original, which ignores it.
    private const string Latest = "latest";

    private readonly string _draftPath = DraftOf(path);
    private readonly string _notePath = path + ".partial.json";
    private readonly RunEventPlace _place = new();
    private RunEventSlice _slice = slice with { AsOf = Latest };
    private FileStream? _draft;
    private long _lines;
    private long _offset;

    /// <summary>Returns the path of the draft, which contains the lines received until the file is complete.</summary>
    public static string DraftOf(string path) => path + ".partial";

    private bool HasFixedEnd => _slice.AsOf != Latest;

    /// <summary>Runs the export.</summary>
    /// <returns>The number of lines in the file.</returns>
    public async Task<long> RunAsync(bool overwrite, bool resume, CancellationToken cancellationToken)
    {
        if (!overwrite && File.Exists(path))
        {
            throw new IOException($"The file '{path}' exists already.");
        }

        if (resume && File.Exists(_draftPath) && File.Exists(_notePath))
        {
            await ReadNoteAsync(cancellationToken).ConfigureAwait(false);
            _draft = Open(FileMode.Open);
            await ReadDraftAsync(_draft, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _draft = Open(FileMode.Create);
            await WriteNoteAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            while (await TakeAsync(_draft, cancellationToken).ConfigureAwait(false))
            {
            }
        }
        catch when (_lines == 0)
        {
            // There is nothing to continue from.
            await DisposeAsync().ConfigureAwait(false);
            File.Delete(_draftPath);
            File.Delete(_notePath);
            throw;
        }

        // A file that is renamed before its bytes are on the disk can be empty after a crash.
        _draft.Flush(flushToDisk: true);
        await DisposeAsync().ConfigureAwait(false);
        File.Move(_draftPath, path, overwrite);
        File.Delete(_notePath);
        return _lines;
    }

    public ValueTask DisposeAsync() => _draft?.DisposeAsync() ?? ValueTask.CompletedTask;

    private FileStream Open(FileMode mode) => new(_draftPath, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);

    /// <summary>Reads one response.</summary>
    /// <returns>True if there is more.</returns>
    private async Task<bool> TakeAsync(FileStream draft, CancellationToken cancellationToken)
    {
        long before = _lines;
        try
        {
            using JsonAnswer answer = await JsonAnswer
                .SendAsync(sender, _slice.Export(_offset, null) with { Streams = true }, cancellationToken)
                .ConfigureAwait(false);
            if (!HasFixedEnd && answer.Header("X-Fleet-As-Of") is { } asOf)
            {
                _slice = _slice with { AsOf = asOf, Until = FleetTime.TryRead(answer.Header("X-Fleet-Until") ?? "", out DateTimeOffset until) ? until : null };
                await WriteNoteAsync(cancellationToken).ConfigureAwait(false);
            }

            bool truncated = answer.Header("X-Flightdeck-Truncated") == "true";
            long offset = _offset;
            Stream body = await answer.OpenAsync(cancellationToken).ConfigureAwait(false);
            int rest = await LinesAsync(body, piece => KeepAsync(draft, piece, answer, cancellationToken), cancellationToken).ConfigureAwait(false);
            return rest == 0 ? truncated && _offset > offset : throw answer.Unreadable("it ends within a line");
        }
        catch (Exception failure) when (failure is FleetConnectionException or FleetTimeoutException && _lines > before)
        {
            // It broke off: only whole lines were kept, and the others are requested next.
            return true;
        }
    }

    private async ValueTask KeepAsync(FileStream draft, ReadOnlyMemory<byte> piece, JsonAnswer answer, CancellationToken cancellationToken)
    {
        int lines = piece.Span.Count((byte)'\n');
        if (HasFixedEnd)
        {
            await draft.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            _lines += lines;
        }
        else
        {
            foreach (ReadOnlyMemory<byte> line in Split(piece))
            {
                FleetRunEvent item = answer.Read(line.Span, static (ref json) => json.Object(RunEventWire.Event));
                if (_place.Passes(item.Timestamp, item.RunId))
                {
                    await draft.WriteAsync(line, cancellationToken).ConfigureAwait(false);
                    _lines++;
                }
            }
        }

        _offset += lines;
    }

    /// <summary>Reads the progress of an earlier export; an incomplete last line is removed.</summary>
    private async Task ReadDraftAsync(FileStream draft, CancellationToken cancellationToken)
    {
        long kept = 0;
        await LinesAsync(
            draft,
            piece =>
            {
                foreach (ReadOnlyMemory<byte> line in Split(piece))
                {
                    if (!HasFixedEnd)
                    {
                        JsonCursor json = new(new Utf8JsonReader(line.Span, JsonSyntax.Reader));
                        FleetRunEvent item = json.Object(RunEventWire.Event)!;
                        _place.Passes(item.Timestamp, item.RunId);
                    }

                    _lines++;
                    kept += line.Length;
                }

                return ValueTask.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        draft.SetLength(kept);
        draft.Position = kept;
        _offset = _lines;
    }

    /// <summary>Passes on whole lines, as many at once as have arrived.</summary>
    /// <returns>The number of bytes after the last of them.</returns>
    private static async Task<int> LinesAsync(Stream stream, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            int filled = 0;
            while (await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                int whole = buffer.AsSpan(filled, count).LastIndexOf((byte)'\n') + 1;
                whole = whole == 0 ? 0 : filled + whole;
                filled += count;
                if (whole > 0)
                {
                    await take(buffer.AsMemory(0, whole)).ConfigureAwait(false);
                    buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
                    filled -= whole;
                }
                else if (filled == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return filled;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> lines)
    {
        while (lines.Length > 0)
        {
            int end = lines.Span.IndexOf((byte)'\n') + 1;
            yield return lines[..end];
            lines = lines[end..];
        }
    }

    private async Task ReadNoteAsync(CancellationToken cancellationToken)
    {
        string? query = null, asOf = null, until = null;
        try
        {
            using JsonDocument note = JsonDocument.Parse(await File.ReadAllBytesAsync(_notePath, cancellationToken).ConfigureAwait(false));
            query = note.RootElement.GetProperty("query").GetString();
            asOf = note.RootElement.GetProperty("as_of").GetString();
            until = note.RootElement.GetProperty("until").GetString();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Truncated by a crash: reported below.
        }

        if (query != slice.Identity || asOf is null)
        {
            throw new FleetValidationException($"'{_draftPath}' was left by a different export, or is damaged. Export without resuming it, or remove it.");
        }

        _slice = slice with { AsOf = asOf, Until = FleetTime.TryRead(until ?? "", out DateTimeOffset end) ? end : null };
    }

    private async Task WriteNoteAsync(CancellationToken cancellationToken)
    {
        using JsonBody note = new();
        note.Add("query", slice.Identity).Add("as_of", _slice.AsOf).AddPlain("until", _slice.Until is { } until ? RunEventWire.Time(until) : null);
        await File.WriteAllBytesAsync(_notePath, note.Finish().ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
