namespace Fleet.Client.Tests.Agents;

/// <summary>A connection to the local server that breaks streams after a number of events, and follows the server when it restarts on another port.</summary>
/// <param name="server">Returns the server's current address.</param>
/// <param name="nextCut">The number of events after which the next stream is cut; null for no cut.</param>
internal sealed class CuttingHandler(Func<Uri> server, Func<int?> nextCut) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _cuts;

    /// <summary>The number of streams cut.</summary>
    public int Cuts => _cuts;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Port = server().Port }.Uri;
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream" && nextCut() is { } events)
        {
            StreamContent cut = new(new CutStream(await response.Content.ReadAsStreamAsync(cancellationToken), events, () => Interlocked.Increment(ref _cuts)));
            cut.Headers.ContentType = response.Content.Headers.ContentType;
            response.Content = cut;
        }

        return response;
    }

    /// <summary>A stream that breaks in the event after those that it lets through.</summary>
    private sealed class CutStream(Stream inner, int events, Action cut) : Stream
    {
        // A few bytes of the event after the last complete one are let through too.
        private readonly int _torn = events % 7;
        private int _left = events;
        private bool _atLineEnd;
        private bool _isBroken;

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
            if (_isBroken)
            {
                cut();
                throw new HttpIOException(HttpRequestError.ResponseEnded, "The test cut the stream.");
            }

            int count = await inner.ReadAsync(buffer, cancellationToken);
            for (int i = 0; i < count; i++)
            {
                bool isLineEnd = buffer.Span[i] == '\n';
                if (isLineEnd && _atLineEnd && --_left == 0)
                {
                    _isBroken = true;
                    return Math.Min(count, i + 1 + _torn);
                }

                _atLineEnd = isLineEnd;
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
