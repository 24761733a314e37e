using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client.Http;

/// <summary>One kind of list: its field in the response, and the reader of an element.</summary>
internal sealed record JsonListShape<T>(string Property, JsonRead<T?> Read, int Shared = 0)
    where T : class;

/// <summary>Lists that are returned while they arrive.</summary>
internal static class JsonList
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>Returns the elements one by one. The error of the first that cannot be read is thrown after the last good one.</summary>
    public static async IAsyncEnumerable<T> ItemsAsync<T>(
        FleetSender sender, FleetRequest request, JsonListShape<T> shape, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        FleetException? first = null;
        await foreach (List<T> batch in BatchesAsync(sender, request, shape, (error, _) => first ??= error, cancellationToken).ConfigureAwait(false))
        {
            // Elements that have arrived need no thread hop, which would take most of the time of a long list.
            foreach (T item in batch)
            {
                yield return item;
            }
        }

        if (first is not null)
        {
            throw first;
        }
    }

    /// <summary>Returns the elements in the batches in which they arrive.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="request">The call.</param>
    /// <param name="shape">The kind of list.</param>
    /// <param name="onBad">Called for each element that cannot be read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async IAsyncEnumerable<List<T>> BatchesAsync<T>(
        FleetSender sender,
        FleetRequest request,
        JsonListShape<T> shape,
        Action<FleetException, JsonBadElement> onBad,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using JsonAnswer answer = await JsonAnswer.SendAsync(sender, request, cancellationToken).ConfigureAwait(false);
        Stream body = await answer.OpenAsync(cancellationToken).ConfigureAwait(false);
        JsonListParser<T> parser = new(shape.Property, shape.Read, shape.Shared);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            int filled = 0;
            int enough = 0;
            bool ended = false;
            while (!parser.Done)
            {
                do
                {
                    int count = await body.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
                    ended = count == 0;
                    filled += count;
                }
                while (!ended && filled < enough);

                List<T> items = [];
                int taken = Parse(answer, parser, buffer.AsSpan(0, filled), items, onBad, out FleetException? failure);
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;

                // A huge element is not read again for every packet, only when twice as much of it has arrived.
                enough = taken == 0 && filled >= FirstBuffer ? filled * 2 : 0;
                if (filled == buffer.Length)
                {
                    buffer = Grow(buffer);
                }

                if (items.Count > 0)
                {
                    yield return items;
                }

                if (failure is not null || (ended && !parser.Done))
                {
                    throw failure ?? answer.Unreadable(parser.Started ? "it ends too early" : "it is empty");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Parse<T>(
        JsonAnswer answer,
        JsonListParser<T> parser,
        ReadOnlySpan<byte> bytes,
        List<T> items,
        Action<FleetException, JsonBadElement> onBad,
        out FleetException? failure)
        where T : class
    {
        List<JsonBadElement> bad = [];
        int taken = 0;
        failure = null;
        try
        {
            taken = parser.Parse(bytes, items, bad);
        }
        catch (JsonFault fault)
        {
            failure = answer.Unreadable(JsonPath.Describe([], fault), fault);
        }
        catch (JsonException exception)
        {
            failure = answer.NotJson(exception);
        }

        foreach (JsonBadElement element in bad)
        {
            onBad(answer.Unreadable(element.Problem), element);
        }

        return taken;
    }

    private static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
