using System.Globalization;
using Fleet.Client.Http;

namespace Fleet.Client.Agents;

/// <summary>How far an answer has been received, over all connections that it took: what a stream is taken up by, and what the error of one that broke tells.</summary>
/// <param name="session">The session.</param>
internal sealed class StreamProgress(string session)
{
    /// <summary>How many events were received.</summary>
    public int Count { get; private set; }

    /// <summary>The number of the last event that was received, where the service numbers them; null where it does not.</summary>
    public long? Position { get; set; }

    /// <summary>The exchange, once it is known.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The last status.</summary>
    public string? Status { get; private set; }

    /// <summary>The last piece of a message.</summary>
    public FleetSessionUpdate? Piece { get; private set; }

    /// <summary>Takes note of an event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="call">What brought it.</param>
    /// <returns>Whether it is new: one that was received before is not to be given out again.</returns>
    /// <exception cref="FleetStreamException">Events before it are missing.</exception>
    public bool Take(string? id, FleetRequest call)
    {
        if (Position is { } position)
        {
            if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > position + 1)
            {
                throw Broken(call, "stream_gap", $"goes on with event {(string.IsNullOrEmpty(id) ? "without a number" : id)} after {position}: the service has lost events", null);
            }

            if (number <= position)
            {
                return false;
            }

            Position = number;
        }

        Count++;
        return true;
    }

    /// <summary>Takes note of what an event says.</summary>
    public void Take(FleetSessionUpdate update)
    {
        Piece = update.Kind == "chunk" ? update : Piece;
        Status = update.Status ?? Status;
        CorrelationId ??= update.CorrelationId;
    }

    /// <summary>The error of a stream that broke.</summary>
    /// <param name="call">What it was read by.</param>
    /// <param name="code">The kind of error.</param>
    /// <param name="what">What happened, after the words "The stream of the session".</param>
    /// <param name="cause">The cause.</param>
    public FleetStreamException Broken(FleetRequest call, string code, string what, Exception? cause)
    {
        string text = Piece?.Text ?? "";
        string received = Count == 0
            ? "nothing was received"
            : $"{(Count == 1 ? "1 event was" : $"{Count} events were")} received, the last status was {Status ?? "none"}, and the message has {text.Length} characters so far";
        return new FleetStreamException(
            $"The stream of the session {session} {what}: {received}. The message may be worked on all the same: look at the session's events before it is sent again.", cause)
        {
            ErrorCode = code,
            Method = call.Method.Method,
            Attempts = 1,
            UpdatesReceived = Count,
            LastStatus = Status,
            CorrelationId = CorrelationId,
            TextReceived = text,
        };
    }
}
