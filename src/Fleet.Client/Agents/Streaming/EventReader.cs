using System.Buffers;
using System.Text;
using Fleet.Client.Core;

namespace Fleet.Client.Agents;

/// <summary>The reason for no longer reading the body of a stream, other than its end.</summary>
internal enum EventFault
{
    None,

    /// <summary>Nothing arrived for too long.</summary>
    Silent,

    /// <summary>One event is larger than allowed.</summary>
    TooLarge,
}

/// <summary>Creates an item from an event.</summary>
/// <param name="name">The event's name; <c>message</c> if it has none.</param>
/// <param name="data">Its data, UTF-8.</param>
internal delegate T EventParse<out T>(string name, ReadOnlySpan<byte> data);

/// <summary>
/// Reads the events of a body in the batches in which they arrive. It limits the time between two reads and the size of an event whose end has not
/// arrived, and reports whether the body ended between two events.
/// </summary>
/// <remarks>
/// The events are parsed by the standard (WHATWG HTML, 9.2.6). The framework's parser carries the name of an event without data over to the next one,
/// which the standard does not; and it awaits each event separately, which for a fast stream took most of the time.
/// </remarks>
internal sealed class EventReader<T> : IDisposable
    where T : class, IStreamItem
{
    private const int FirstBuffer = 64 * 1024;

    private readonly Stream _body;
    private readonly EventParse<T> _parse;
    private readonly TimeSpan _idle;
    private readonly int _limit;
    private readonly CancellationTokenSource _silence;
    private readonly ArrayBufferWriter<byte> _joined = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _open;
    private int _filled;
    private int _searched;
    private string _name = "message";
    private string? _id;
    private bool _begun;
    private EventFault _later;

    /// <param name="body">The body.</param>
    /// <param name="parse">Creates the items.</param>
    /// <param name="idle">The longest silence allowed.</param>
    /// <param name="limit">The maximum size of an event, in bytes.</param>
    /// <param name="clock">Measures the silence.</param>
    public EventReader(Stream body, EventParse<T> parse, TimeSpan idle, int limit, TimeProvider clock)
    {
        _body = body;
        _idle = idle;
        _limit = limit;
        _parse = parse;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
    }

    /// <summary>The reason reading stopped.</summary>
    public EventFault Fault { get; private set; }

    /// <summary>True if the body ended in the middle of an event.</summary>
    public bool EndsWithinEvent { get; private set; }

    /// <summary>Waits for events.</summary>
    /// <param name="batch">Receives the events that have arrived.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>True if there are any; false at the end of the body.</returns>
    /// <exception cref="IOException">The body broke off, or <see cref="Fault"/> says what is wrong with it.</exception>
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

    // Parses the complete part, which begins and ends between two events.
    private void Parse(int end, List<T> batch)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_open, end - _open);
        if (!_begun && rest.StartsWith("\uFEFF"u8))
        {
            rest = rest["\uFEFF"u8.Length..];
        }

        _begun = true;
        ReadOnlySpan<byte> name = default, data = default;
        bool hasData = false;
        while (!rest.IsEmpty)
        {
            EventLine line = EventLine.Take(ref rest);
            if (line.IsEmpty)
            {
                if (hasData)
                {
                    if (data.Length > _limit)
                    {
                        // Reported after the events before it.
                        _later = EventFault.TooLarge;
                        break;
                    }

                    Add(name, data, batch);
                }

                name = data = default;
                hasData = false;
            }
            else if (line.Field.SequenceEqual("data"u8))
            {
                data = hasData ? Join(data, line.Value) : line.Value;
                hasData = true;
            }
            else if (line.Field.SequenceEqual("event"u8))
            {
                name = line.Value;
            }
            else if (line.Field.SequenceEqual("id"u8) && !line.Value.Contains((byte)0))
            {
                _id = Encoding.UTF8.GetString(line.Value);
            }
        }

        _open = _searched = end;
    }

    private void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, List<T> batch)
    {
        // Most events have the same name as the one before.
        if (!Ascii.Equals(name, _name))
        {
            _name = name.IsEmpty ? "message" : Encoding.UTF8.GetString(name);
        }

        T item = _parse(_name, data);
        if (_id is { Length: > 0 } id)
        {
            item.Identify(id);
        }

        _id = null;
        batch.Add(item);
    }

    // The data of several lines, the first of which have been joined already.
    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> data, ReadOnlySpan<byte> line)
    {
        if (!data.Overlaps(_joined.WrittenSpan))
        {
            _joined.ResetWrittenCount();
            _joined.Write(data);
        }

        _joined.Write("\n"u8);
        _joined.Write(line);
        return _joined.WrittenSpan;
    }

    // The index after the last empty line, which ends an event; -1 if there is no new one. An empty line is two line ends in a row: a line feed,
    // a carriage return, or both together.
    private int LastEnd()
    {
        int from = Math.Max(_open, _searched - 1);
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(from, _filled - from);
        _searched = _filled;
        int last = Math.Max(bytes.LastIndexOf("\n\n"u8), Math.Max(bytes.LastIndexOf("\n\r"u8), bytes.LastIndexOf("\r\r"u8)));
        return last < 0 ? -1 : from + last + 2;
    }

    private ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        MakeRoom();

        // Data that has arrived already costs no timer.
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

    private void MakeRoom()
    {
        byte[] target = _buffer;
        if (_open == 0 && _filled == _buffer.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        }
        else if (_open == 0)
        {
            return;
        }

        _buffer.AsSpan(_open, _filled - _open).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        (_open, _filled, _searched) = (0, _filled - _open, _searched - _open);
    }

    private IOException Stop(EventFault fault)
    {
        Fault = fault;
        return new IOException(fault == EventFault.Silent ? "The stream is silent." : "An event is too large.");
    }
}
