using System.Buffers;
using System.Net.ServerSentEvents;

namespace Fleet.Client;

/// <summary>Why the body of a stream is no longer read, when it is not its end.</summary>
internal enum EventFault
{
    None,

    /// <summary>Nothing came for too long.</summary>
    Silent,

    /// <summary>One event is larger than is allowed.</summary>
    TooLarge,
}

/// <summary>
/// Reads the events of a body in the batches in which they arrive. It watches the time between two reads and the size of an event that has no end
/// yet, and knows at the end whether that was between two events.
/// </summary>
/// <remarks>
/// The parser gets what is complete and reads it without waiting: asked for each event by itself, the waiting that is never needed was most of the
/// time of a fast stream.
/// </remarks>
internal sealed class EventReader<T> : IDisposable
    where T : class, IStreamItem
{
    private const int FirstBuffer = 64 * 1024;
    private const int LongestEnd = 3;

    private readonly Stream _body;
    private readonly SseItemParser<T> _parse;
    private readonly TimeSpan _idle;
    private readonly int _limit;
    private readonly CancellationTokenSource _silence;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _open;
    private int _filled;
    private int _searched;
    private EventFault _later;

    /// <param name="body">The body.</param>
    /// <param name="parse">Makes an item of the name and the data of an event.</param>
    /// <param name="idle">How long it may be silent.</param>
    /// <param name="limit">The most bytes of an event.</param>
    /// <param name="clock">Measures the silence.</param>
    public EventReader(Stream body, SseItemParser<T> parse, TimeSpan idle, int limit, TimeProvider clock)
    {
        _body = body;
        _idle = idle;
        _limit = limit;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);

        // Checked before an event is read: one that is complete never waits for the limit of one that is not.
        _parse = (name, data) => data.Length <= limit ? parse(name, data) : throw new EventTooLargeException();
    }

    /// <summary>Why reading stopped.</summary>
    public EventFault Fault { get; private set; }

    /// <summary>Whether the body ended in the middle of an event.</summary>
    public bool EndsWithinEvent { get; private set; }

    /// <summary>Waits for events.</summary>
    /// <param name="batch">Gets those that are there.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <returns>Whether there are any; if not, the body has ended.</returns>
    /// <exception cref="IOException">The body broke, or <see cref="Fault"/> says what is wrong with it.</exception>
    public async ValueTask<bool> NextAsync(List<T> batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        while (true)
        {
            if (_later != EventFault.None)
            {
                throw Stop(_later);
            }

            int end = LastEnd();
            if (end >= 0)
            {
                Parse(end, batch);
                if (batch.Count > 0)
                {
                    return true;
                }

                continue;
            }

            if (_filled - _open > _limit)
            {
                throw Stop(EventFault.TooLarge);
            }

            int count = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                EndsWithinEvent = _buffer.AsSpan(_open, _filled - _open).IndexOfAnyExcept((byte)'\r', (byte)'\n') >= 0;
                return false;
            }

            _filled += count;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _body.Dispose();
        _silence.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Parse(int end, List<T> batch)
    {
        // The byte before is the end of a line too. With it in front, what looks like a byte order mark is none, as only the first of a body can be.
        int from = Math.Max(0, _open - 1);
        using MemoryStream complete = new(_buffer, from, end - from, writable: false);
        try
        {
            foreach (SseItem<T> item in SseParser.Create(complete, _parse).Enumerate())
            {
                if (item.EventId is { Length: > 0 } id)
                {
                    item.Data.Identify(id);
                }

                batch.Add(item.Data);
            }
        }
        catch (EventTooLargeException)
        {
            // Told after those that came before it.
            _later = EventFault.TooLarge;
        }

        _open = _searched = end;
    }

    // The index after the last empty line, which ends an event; -1 when there is none that is new.
    private int LastEnd()
    {
        int from = Math.Max(_open, _searched - (LongestEnd - 1));
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(from, _filled - from);
        int last = Math.Max(Math.Max(After(bytes, "\n\n"u8), After(bytes, "\n\r\n"u8)), After(bytes, "\r\r"u8));
        _searched = _filled;
        return last < 0 ? -1 : from + last;
    }

    private static int After(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> end) => bytes.LastIndexOf(end) is >= 0 and int at ? at + end.Length : -1;

    private ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        MakeRoom();

        // What is there already costs no timer.
        ValueTask<int> read = _body.ReadAsync(_buffer.AsMemory(_filled), _silence.Token);
        return read.IsCompletedSuccessfully ? read : WaitAsync(read, cancellationToken);
    }

    private async ValueTask<int> WaitAsync(ValueTask<int> read, CancellationToken cancellationToken)
    {
        _silence.CancelAfter(_idle);
        try
        {
            int count = await read.ConfigureAwait(false);
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
            return count;
        }
        catch (OperationCanceledException) when (_silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Stop(EventFault.Silent);
        }
    }

    // The byte before what is open is kept, see above.
    private void MakeRoom()
    {
        int from = Math.Max(0, _open - 1);
        byte[] target = _buffer;
        if (from == 0 && _filled == _buffer.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        }
        else if (from == 0 || _filled < _buffer.Length / 2)
        {
            return;
        }

        _buffer.AsSpan(from, _filled - from).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_open, _filled, _searched) = (_open - from, _filled - from, _searched - from);
    }

    private IOException Stop(EventFault fault)
    {
        Fault = fault;
        return new IOException(fault == EventFault.Silent ? "The stream is silent." : "An event is too large.");
    }

    private sealed class EventTooLargeException : Exception;
}
