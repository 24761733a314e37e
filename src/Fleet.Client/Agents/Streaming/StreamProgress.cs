using System.Globalization;
using Fleet.Client.Http;

namespace Fleet.Client.Agents;

/// <summary>The progress of a response over all its connections: used to resume a stream, and reported in the error of one that broke.</summary>
/// <param name="session">The session.</param>
internal sealed class StreamProgress(string session)
{
    /// <summary>The number of events received.</summary>
    public int Count { get; private set; }

    /// <summary>The number of the last event received; null if the service does not number them.</summary>
    public long? Position { get; set; }

    /// <summary>The exchange, once it is known.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The last status.</summary>
    public string? Status { get; private set; }

    /// <summary>The last chunk of a message.</summary>
    public FleetSessionUpdate? Piece { get; private set; }

    /// <summary>Records an event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="call">The request that brought it.</param>
    /// <returns>True if it is new: one that was received before must not be returned again.</returns>
    /// <exception cref="FleetStreamException">Events before it are missing.</exception>
    public bool Take(string? id, FleetRequest call)
    {
        if (Position is { } position)
        {
            if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > position + 1)
            {
                throw Broken(
                    call,
                    "stream_gap",
                    $"continues with event {(string.IsNullOrEmpty(id) ? "without a number" : id)} after {position}: the service has lost events",
                    null);
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

    /// <summary>Records the content of an event.</summary>
    public void Take(FleetSessionUpdate update)
    {
        Piece = update.Kind == "chunk" ? update : Piece;
        Status = update.Status ?? Status;
        CorrelationId ??= update.CorrelationId;
    }

    /// <summary>The error of a stream that broke.</summary>
    /// <param name="call">The request that opened it.</param>
    /// <param name="code">The kind of error.</param>
    /// <param name="what">The problem, to follow the words "The stream of the session".</param>
    /// <param name="cause">The cause.</param>
    public FleetStreamException Broken(FleetRequest call, string code, string what, Exception? cause)
    {
        string text = Piece?.Text ?? "";
        string received =
            Count == 0
                ? "nothing was received"
                : $"{(Count == 1 ? "1 event was" : $"{Count} events were")} received, the last status was {Status ?? "none"}, "
                    + $"and the message has {text.Length} characters so far";
        return new FleetStreamException(
            $"The stream of the session {session} {what}: {received}. "
                + "The agent may still be working on the message: check the session's events before sending it again.",
            cause)
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
