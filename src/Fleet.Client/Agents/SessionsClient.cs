using System.Globalization;
using System.Runtime.CompilerServices;
using Fleet.Client.Agents;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Conversations with agents, stored as sessions of events.</summary>
public sealed class SessionsClient
{
    private const string Resource = "session";

    private readonly FleetSender _sender;

    // A service that does not accept types is asked with them once, not before each list.
    private volatile bool _typesRefused;

    internal SessionsClient(FleetSender sender) => _sender = sender;

    /// <summary>Creates a session. Sent once, unless the service honours the idempotency key.</summary>
    /// <param name="request">The values of the new object.</param>
    /// <param name="cancellationToken">Cancels the call; the session may be created nevertheless.</param>
    /// <returns>The session.</returns>
    /// <exception cref="FleetNotFoundException">There is no such agent.</exception>
    /// <exception cref="FleetValidationException">An id does not have 10 characters, or the service rejects a value.</exception>
    public async Task<FleetSession> CreateAsync(FleetSessionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string path = FleetPath.Query("/api/sessions", ("allow_greeting", request.AllowGreeting ? "true" : "false"));
        FleetRequest call = AgentsWire.Request(HttpMethod.Post, path, Resource) with { Json = AgentsWire.Body(request), Repeat = FleetRepeat.Create };
        return await AnswerAsync(call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the user's sessions.</summary>
    /// <param name="agentId">Only sessions with this agent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The sessions, in the service's order, as they arrive.</returns>
    /// <exception cref="FleetValidationException">The filter is empty.</exception>
    public IAsyncEnumerable<FleetSession> ListAsync(string? agentId = null, CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Query("/api/sessions", ("agent_id", FleetCheck.Filter(agentId, nameof(agentId))));
        return JsonList.ItemsAsync(_sender, AgentsWire.Request(HttpMethod.Get, path, Resource), AgentsWire.Sessions, cancellationToken);
    }

    /// <summary>Reads one session, including those of other users.</summary>
    /// <param name="sessionId">The id, 10 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The session.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    /// <exception cref="FleetValidationException">The id is of another length; nothing is sent.</exception>
    public async Task<FleetSession> GetAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        string id = AgentsWire.Id(sessionId, nameof(sessionId));
        return await AnswerAsync(AgentsWire.Request(HttpMethod.Get, FleetPath.Segments("api", "sessions", id), Resource, id), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Lists the stored events of a session by offset. A service that cannot filter by type, such as the original's first version, is asked
    /// without that filter, which is then applied here.
    /// </summary>
    /// <param name="sessionId">The session, 10 characters.</param>
    /// <param name="query">The filter; null means all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The events as they arrive.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    /// <exception cref="FleetValidationException">The id does not have 10 characters, a filter is empty, or the service rejects one.</exception>
    public IAsyncEnumerable<FleetSessionEvent> ListEventsAsync(
        string sessionId,
        FleetSessionEventQuery? query = null,
        CancellationToken cancellationToken = default)
    {
        string id = AgentsWire.Id(sessionId, nameof(sessionId));
        query ??= new FleetSessionEventQuery();
        FleetCheck.Filter(query.Source, nameof(query.Source));
        FleetCheck.Filter(query.CorrelationId, nameof(query.CorrelationId));
        foreach (string type in query.Types ?? [])
        {
            FleetCheck.Filled(type, nameof(query.Types));
        }

        return query.Types switch
        {
            null => EventsAsync(id, query, types: [], cancellationToken),
            [] => AsyncEnumerable.Empty<FleetSessionEvent>(),
            { } types => OfTypesAsync(id, query, types, cancellationToken),
        };
    }

    /// <summary>Lists the events of a session, then continues with new ones as they are stored, until it is cancelled.</summary>
    /// <param name="sessionId">The session, 10 characters.</param>
    /// <param name="query">The filter; null means all.</param>
    /// <param name="interval">The time between two queries to the service; one second by default.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The events as they arrive, each of them once.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    public async IAsyncEnumerable<FleetSessionEvent> FollowEventsAsync(
        string sessionId,
        FleetSessionEventQuery? query = null,
        TimeSpan? interval = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        FleetSessionEventQuery rest = query ?? new FleetSessionEventQuery();
        while (true)
        {
            await foreach (FleetSessionEvent one in ListEventsAsync(sessionId, rest, cancellationToken).ConfigureAwait(false))
            {
                rest = rest with { MinOffset = one.Offset + 1 };
                yield return one;
            }

            await Task.Delay(interval ?? TimeSpan.FromSeconds(1), _sender.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sends a message, once, and returns the updates of the stream that answers it. When the loop ends, the stream ended normally; a stream
    /// that is cut is resumed where the service supports it, and is otherwise an error, as is one that falls silent. Leaving the loop early, or cancelling the
    /// token, closes the stream and stops the agent where the service supports it. The stored part of the exchange can be listed afterwards by
    /// its correlation id.
    /// </summary>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <returns>The updates as they arrive.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    /// <exception cref="FleetStreamException">The stream was cut and could not be resumed, lost events, fell silent or has too large an event; the error
    /// reports what was received.</exception>
    /// <exception cref="FleetValidationException">The id does not have 10 characters, or the message is empty.</exception>
    public IAsyncEnumerable<FleetSessionUpdate> SendEventAsync(FleetMessageRequest request, CancellationToken cancellationToken = default) =>
        SessionStream.UpdatesAsync(_sender, Checked(request), cancellationToken);

    /// <inheritdoc cref="SendEventAsync(FleetMessageRequest, CancellationToken)"/>
    /// <param name="sessionId">The session, 10 characters.</param>
    /// <param name="content">The user's message.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    public IAsyncEnumerable<FleetSessionUpdate> SendEventAsync(string sessionId, string content, CancellationToken cancellationToken = default) =>
        SendEventAsync(new FleetMessageRequest { SessionId = sessionId, Content = content }, cancellationToken);

    /// <summary>
    /// Sends a message as <see cref="SendEventAsync(FleetMessageRequest, CancellationToken)"/> does, and returns the events of the stream as they were
    /// sent.
    /// </summary>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <returns>The events as they arrive.</returns>
    /// <exception cref="FleetStreamException">The stream was cut, fell silent or has too large an event.</exception>
    public IAsyncEnumerable<FleetStreamEvent> SendRawEventAsync(FleetMessageRequest request, CancellationToken cancellationToken = default) =>
        SessionStream.EventsAsync(_sender, Checked(request), cancellationToken);

    private static FleetMessageRequest Checked(FleetMessageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        AgentsWire.Id(request.SessionId, nameof(request.SessionId));
        FleetCheck.Filled(request.Content, nameof(request.Content));
        if (request.IdleTimeout != Timeout.InfiniteTimeSpan && (request.IdleTimeout <= TimeSpan.Zero || request.IdleTimeout.TotalMilliseconds > int.MaxValue))
        {
            throw FleetCheck.Failed(nameof(request.IdleTimeout), "must be positive and at most 24 days");
        }

        if (request.ResumeTimeout < TimeSpan.Zero || request.ResumeTimeout.TotalMilliseconds > int.MaxValue)
        {
            throw FleetCheck.Failed(nameof(request.ResumeTimeout), "must be between zero and 24 days");
        }

        return request.MaxEventBytes > 0 ? request : throw FleetCheck.Failed(nameof(request.MaxEventBytes), "must be at least 1");
    }

    private async IAsyncEnumerable<FleetSessionEvent> OfTypesAsync(
        string id, FleetSessionEventQuery query, IReadOnlyList<string> types, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_typesRefused)
        {
            IAsyncEnumerator<FleetSessionEvent> events = EventsAsync(id, query, types, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (events.ConfigureAwait(false))
            {
                bool more;
                try
                {
                    more = await events.MoveNextAsync().ConfigureAwait(false);
                }
                catch (FleetValidationException refusal) when (refusal.Fields.Any(static field => field is { Field: "query.types", Code: "list_type" }))
                {
                    _typesRefused = true;
                    more = false;
                }

                while (more)
                {
                    yield return events.Current;
                    more = await events.MoveNextAsync().ConfigureAwait(false);
                }
            }

            if (!_typesRefused)
            {
                yield break;
            }
        }

        await foreach (FleetSessionEvent one in EventsAsync(id, query, types: [], cancellationToken).ConfigureAwait(false))
        {
            if (types.Contains(one.Type))
            {
                yield return one;
            }
        }
    }

    private IAsyncEnumerable<FleetSessionEvent> EventsAsync(
        string id,
        FleetSessionEventQuery query,
        IReadOnlyList<string> types,
        CancellationToken cancellationToken)
    {
        (string, string?)[] pairs =
        [
            ("min_offset", query.MinOffset?.ToString(CultureInfo.InvariantCulture)),
            ("source", query.Source),
            ("correlation_id", query.CorrelationId),
            .. types.Select(static type => ("types", (string?)type)),
        ];
        string path = FleetPath.Query(FleetPath.Segments("api", "sessions", id, "events"), pairs);
        return JsonList.ItemsAsync(_sender, AgentsWire.Request(HttpMethod.Get, path, Resource, id), SessionEventWire.Events(id), cancellationToken);
    }

    private Task<FleetSession> AnswerAsync(FleetRequest request, CancellationToken cancellationToken) =>
        JsonAnswer.GetAsync(_sender, request, static (ref json) => json.Object(AgentsWire.Session), cancellationToken);
}
