namespace Fleet.Client;

/// <summary>Why the body of a stream is no longer read, when it is not its end.</summary>
internal enum EventBodyFault
{
    None,

    /// <summary>Nothing came for too long.</summary>
    Silent,

    /// <summary>One event is larger than is allowed.</summary>
    TooLarge,
}

/// <summary>The body of a stream of events: it watches the time between two reads and the size of an event that has no end yet, and knows at the end whether that was between two events.</summary>
internal sealed class EventBody : Stream
{
    private static readonly byte[][] s_ends = ["\n\n"u8.ToArray(), "\n\r\n"u8.ToArray(), "\r\r"u8.ToArray()];
    private const int LongestEnd = 3;

    private readonly Stream _inner;
    private readonly TimeSpan _idle;
    private readonly int _limit;
    private readonly CancellationTokenSource _silence;
    private readonly byte[] _seam = new byte[2 * (LongestEnd - 1)];
    private int _carried;
    private long _open;

    public EventBody(Stream inner, TimeSpan idle, int limit, TimeProvider clock)
    {
        _inner = inner;
        _idle = idle;
        _limit = limit;
        _silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
    }

    /// <summary>Why reading stopped.</summary>
    public EventBodyFault Fault { get; private set; }

    /// <summary>Whether the body ended in the middle of an event.</summary>
    public bool EndsWithinEvent { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_open > _limit)
        {
            Fault = EventBodyFault.TooLarge;
            throw new IOException("An event is too large.");
        }

        // What is there already costs no timer.
        ValueTask<int> read = _inner.ReadAsync(buffer, _silence.Token);
        int count;
        if (read.IsCompletedSuccessfully)
        {
            count = read.Result;
        }
        else
        {
            _silence.CancelAfter(_idle);
            try
            {
                count = await read.ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_silence.IsCancellationRequested)
            {
                Fault = EventBodyFault.Silent;
                throw new IOException("The stream is silent.");
            }

            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        if (count == 0 && buffer.Length > 0)
        {
            EndsWithinEvent = _open > 0;
        }

        Measure(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _silence.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Counts the bytes since the last empty line, which ends an event.</summary>
    private void Measure(ReadOnlySpan<byte> bytes)
    {
        int end = LastEnd(bytes);
        if (end < 0 && bytes.Length > 0 && _carried > 0)
        {
            // The empty line may lie across two reads.
            int head = Math.Min(bytes.Length, LongestEnd - 1);
            bytes[..head].CopyTo(_seam.AsSpan(_carried));
            end = LastEnd(_seam.AsSpan(0, _carried + head)) is >= 0 and int across ? Math.Max(0, across - _carried) : -1;
        }

        _open = end < 0 ? _open + bytes.Length : bytes.Length - end;
        if (bytes.Length >= LongestEnd - 1)
        {
            bytes[^(LongestEnd - 1)..].CopyTo(_seam);
            _carried = LongestEnd - 1;
        }
        else if (bytes.Length > 0)
        {
            if (_carried == LongestEnd - 1)
            {
                _seam[0] = _seam[1];
                _carried = 1;
            }

            _seam[_carried++] = bytes[0];
        }
    }

    private static int LastEnd(ReadOnlySpan<byte> bytes)
    {
        int last = -1;
        foreach (byte[] end in s_ends)
        {
            last = bytes.LastIndexOf(end) is >= 0 and int at ? Math.Max(last, at + end.Length) : last;
        }

        return last;
    }
}
