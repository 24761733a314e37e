using Fleet.Client.Core;

namespace Fleet.Client.Http;

/// <summary>The stream of a <see cref="GuardedContent"/>.</summary>
internal sealed class GuardedStream(Stream inner, FleetCall call, TimeLimit limit) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        limit.ThrowIfStopped();
        ValueTask<int> read = BeginRead(buffer);
        // Data that has arrived already costs neither a timer nor a registration.
        return read.IsCompletedSuccessfully ? read : WaitAsync(read, cancellationToken);
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
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private ValueTask<int> BeginRead(Memory<byte> buffer)
    {
        try
        {
            return inner.ReadAsync(buffer, limit.Token);
        }
        catch (IOException failure)
        {
            // A stream may fail before it returns; that is treated as a later failure.
            return ValueTask.FromException<int>(failure);
        }
    }

    private async ValueTask<int> WaitAsync(ValueTask<int> read, CancellationToken cancellationToken)
    {
        // The call's own token is part of the limit already.
        CancellationTokenRegistration onOther = cancellationToken == limit.Caller
            ? default
            : cancellationToken.UnsafeRegister(static limit => ((TimeLimit)limit!).Cancel(), limit);
        limit.Resume();
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            limit.ThrowIfStopped();
            throw GuardedContent.Failure(call, limit, failure);
        }
        finally
        {
            limit.Pause();
            await onOther.DisposeAsync().ConfigureAwait(false);
        }
    }
}
