using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Releases;
using Microsoft.VisualBasic.FileIO;

namespace Fleet.Client;

/// <summary>Files of run events: one JSON object a line, one JSON array, or CSV with a header. UTF-8; they are streamed, so they can be of any size.</summary>
public static class FleetRunEventFile
{
    private const int MostFaults = 50;

    /// <summary>Reads a whole file and checks every event in it. Nothing is sent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The number of events in the file.</returns>
    /// <exception cref="FleetValidationException">It cannot be sent; each fault, up to fifty, is a field with its place.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<long> CheckAsync(string path, CancellationToken cancellationToken = default)
    {
        List<FleetFieldError> faults = [];
        long count = 0;
        await foreach (CheckedRunEvent _ in ReadAsync(path, faults, cancellationToken).ConfigureAwait(false))
        {
            count++;
            if (faults.Count >= MostFaults)
            {
                break;
            }
        }

        return faults.Count == 0 ? count : throw Refused(path, faults);
    }

    /// <summary>Reads the events of a file, one after the other.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The events, in the file's order.</returns>
    /// <exception cref="FleetValidationException">An event cannot be sent; those before it have been returned.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async IAsyncEnumerable<FleetRunEvent> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (CheckedRunEvent item in ReadCheckedAsync(path, cancellationToken).ConfigureAwait(false))
        {
            yield return item.Event;
        }
    }

    /// <summary>Reads the events of a file in batches that can be sent without checking the events again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="batchSize">The number of events in a batch.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The batches, in the file's order.</returns>
    /// <exception cref="FleetValidationException">The size is not positive, or an event cannot be sent; the batches before it have been returned.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IAsyncEnumerable<FleetRunEventBatch> ReadBatchesAsync(string path, int batchSize = 500, CancellationToken cancellationToken = default) =>
        batchSize > 0
            ? BatchesAsync(path, batchSize, cancellationToken)
            : throw FleetCheck.Failed(nameof(batchSize), $"must be at least 1, but is {batchSize}");

    private static async IAsyncEnumerable<FleetRunEventBatch> BatchesAsync(
        string path,
        int batchSize,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FleetRunEventBatch batch = new();
        await foreach (CheckedRunEvent item in ReadCheckedAsync(path, cancellationToken).ConfigureAwait(false))
        {
            batch.Add(item);
            if (batch.Count == batchSize)
            {
                yield return batch;
                batch = new FleetRunEventBatch();
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static async IAsyncEnumerable<CheckedRunEvent> ReadCheckedAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<FleetFieldError> faults = [];
        await foreach (CheckedRunEvent item in ReadAsync(path, faults, cancellationToken).ConfigureAwait(false))
        {
            if (faults.Count > 0)
            {
                break;
            }

            yield return item;
        }

        if (faults.Count > 0)
        {
            throw Refused(path, faults);
        }
    }

    /// <summary>Reads events; the faults of an invalid one are collected, and its readable part is returned.</summary>
    private static IAsyncEnumerable<CheckedRunEvent> ReadAsync(string path, List<FleetFieldError> faults, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FirstLetter(path) switch
        {
            '[' => ArrayAsync(path, faults, cancellationToken),
            '{' or null => LinesAsync(path, faults, cancellationToken),
            _ => RowsAsync(path, faults, cancellationToken),
        };
    }

    private static async IAsyncEnumerable<CheckedRunEvent> LinesAsync(
        string path,
        List<FleetFieldError> faults,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader reader = new(path, Encoding.UTF8);
        long number = 0;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Event(Encoding.UTF8.GetBytes(line), string.Create(CultureInfo.InvariantCulture, $"line {number}"), faults);
            }
        }
    }

    private static async IAsyncEnumerable<CheckedRunEvent> ArrayAsync(
        string path,
        List<FleetFieldError> faults,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FileStream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            IAsyncEnumerator<JsonElement> items = JsonSerializer
                .DeserializeAsyncEnumerable<JsonElement>(file, cancellationToken: cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                long number = 0;
                while (await NextAsync(items, number, faults).ConfigureAwait(false))
                {
                    number++;
                    yield return Event(JsonMarshal.GetRawUtf8Value(items.Current), string.Create(CultureInfo.InvariantCulture, $"event {number}"), faults);
                }
            }
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<JsonElement> items, long number, List<FleetFieldError> faults)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (JsonException)
        {
            faults.Add(new FleetFieldError { Field = string.Create(CultureInfo.InvariantCulture, $"after event {number}"), Message = "is not JSON" });
            return false;
        }
    }

    private static async IAsyncEnumerable<CheckedRunEvent> RowsAsync(
        string path,
        List<FleetFieldError> faults,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using TextFieldParser parser = new(path, Encoding.UTF8) { TrimWhiteSpace = false };
        parser.SetDelimiters(",");
        string[] header = [];
        while (!parser.EndOfData)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string place = string.Create(CultureInfo.InvariantCulture, $"line {parser.LineNumber}");
            string[]? row = Row(parser, place, faults);
            if (row is null)
            {
                continue;
            }

            if (header.Length == 0)
            {
                header = [.. row.Select(static name => name.Trim())];
                if (!header.Any(FleetRunEventColumns.IsKnown))
                {
                    // Any text is a row of CSV. A single row would pass for a table without runs.
                    faults.Add(new FleetFieldError { Field = place, Message = "has no column of a run event" });
                    yield break;
                }

                continue;
            }

            if (row.Length != header.Length)
            {
                faults.Add(
                    new FleetFieldError
                    {
                        Field = place,
                        Message = string.Create(CultureInfo.InvariantCulture, $"has {row.Length} columns, but the header has {header.Length}"),
                    });
                continue;
            }

            int before = faults.Count;
            FleetRunEvent item = FleetRunEventColumns.Read(header.Zip(row, static (name, value) => KeyValuePair.Create(name, (object?)value)), faults, place);
            CheckedRunEvent checkedEvent = new(item, []);
            if (faults.Count == before)
            {
                faults.AddRange(RunEventCheck.Faults(item, place, out checkedEvent));
            }

            yield return checkedEvent;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private static string[]? Row(TextFieldParser parser, string place, List<FleetFieldError> faults)
    {
        try
        {
            return parser.ReadFields();
        }
        catch (MalformedLineException)
        {
            faults.Add(new FleetFieldError { Field = place, Message = "is not a row of CSV: its quotes do not match" });
            return null;
        }
    }

    private static CheckedRunEvent Event(ReadOnlySpan<byte> json, string place, List<FleetFieldError> faults)
    {
        try
        {
            JsonCursor cursor = new(new Utf8JsonReader(JsonMark.Skip(json), JsonSyntax.Reader));
            FleetRunEvent? item = cursor.Object(RunEventWire.Event);
            if (item is not null && !cursor.Incomplete)
            {
                faults.AddRange(RunEventCheck.Faults(item, place, out CheckedRunEvent checkedEvent));
                return checkedEvent;
            }

            faults.Add(new FleetFieldError { Field = place, Message = "is null" });
        }
        catch (JsonFault fault)
        {
            faults.Add(new FleetFieldError { Field = place, Message = JsonPath.Describe(json, fault) });
        }
        catch (JsonException)
        {
            faults.Add(new FleetFieldError { Field = place, Message = "is not JSON" });
        }

        return new CheckedRunEvent(new FleetRunEvent(), []);
    }

    private static char? FirstLetter(string path)
    {
        using StreamReader reader = new(path, Encoding.UTF8);
        int letter;
        do
        {
            letter = reader.Read();
        }
        while (letter >= 0 && char.IsWhiteSpace((char)letter));

        return letter < 0 ? null : (char)letter;
    }

    private static FleetValidationException Refused(string path, List<FleetFieldError> faults) =>
        new($"The file '{path}' cannot be used: {RunEventCheck.Sentence(faults.Take(1))}{(faults.Count > 1 ? $", and {faults.Count - 1} more" : "")}.")
        {
            Fields = [.. faults],
        };
}
