using System.Globalization;
using System.Runtime.CompilerServices;
using Fleet.Client.Agents;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Sessions: conversations with agents, and the events they are kept in.</summary>
public sealed class SessionsClient
{
    private const string Resource = "session";

    private readonly FleetSender _sender;

    // A service that does not take types is asked with them once, not before each list.
    private volatile bool _typesRefused;

    internal SessionsClient(FleetSender sender) => _sender = sender;

    /// <summary>Makes a session. Sent once, unless the service honours the idempotency key.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="cancellationToken">Ends the call; the session may exist all the same.</param>
    /// <returns>The session.</returns>
    /// <exception cref="FleetNotFoundException">There is no such agent.</exception>
    /// <exception cref="FleetValidationException">An id has not 10 characters, or the service refuses a value.</exception>
    public async Task<FleetSession> CreateAsync(FleetSessionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        string path = FleetPath.Query("/api/sessions", ("allow_greeting", request.AllowGreeting ? "true" : "false"));
        FleetRequest call = AgentsWire.Request(HttpMethod.Post, path, Resource) with { Json = AgentsWire.Body(request), Repeat = FleetRepeat.Create };
        return await AnswerAsync(call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the sessions of the user.</summary>
    /// <param name="agentId">Only those with this agent.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The sessions, in the service's order, as they arrive.</returns>
    /// <exception cref="FleetValidationException">The filter is empty.</exception>
    public IAsyncEnumerable<FleetSession> ListAsync(string? agentId = null, CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Query("/api/sessions", ("agent_id", FleetCheck.Filter(agentId, nameof(agentId))));
        return JsonList.ItemsAsync(_sender, AgentsWire.Request(HttpMethod.Get, path, Resource), AgentsWire.Sessions, cancellationToken);
    }

    /// <summary>Reads one session, whosever it is.</summary>
    /// <param name="sessionId">Its id, 10 characters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The session.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    /// <exception cref="FleetValidationException">The id has another length; nothing is sent then.</exception>
    public async Task<FleetSession> GetAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        string id = AgentsWire.Id(sessionId, nameof(sessionId));
        return await AnswerAsync(AgentsWire.Request(HttpMethod.Get, FleetPath.Segments("api", "sessions", id), Resource, id), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Lists the events that a session keeps, by their place. A service that cannot filter by type, as the original's first version, is asked
    /// without, and the filter is applied here.
    /// </summary>
    /// <param name="sessionId">The session, 10 characters.</param>
    /// <param name="query">Which; null means all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The events as they arrive.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    /// <exception cref="FleetValidationException">The id has not 10 characters, a filter is empty, or the service refuses one.</exception>
    public IAsyncEnumerable<FleetSessionEvent> ListEventsAsync(string sessionId, FleetSessionEventQuery? query = null, CancellationToken cancellationToken = default)
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

    /// <summary>Lists the events of a session, and goes on with new ones as they are kept, until the call is ended.</summary>
    /// <param name="sessionId">The session, 10 characters.</param>
    /// <param name="query">Which; null means all.</param>
    /// <param name="interval">How long to wait before the service is asked again; a second unless set.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The events as they arrive, each once.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    public async IAsyncEnumerable<FleetSessionEvent> FollowEventsAsync(
        string sessionId, FleetSessionEventQuery? query = null, TimeSpan? interval = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
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
    /// Sends a message, once, and gives the updates of the stream that answers it. When the loop ends, the stream ended as it should; a stream
    /// that is cut is taken up again where the service can, else it is an error, as is one that falls silent. Leaving the loop early, or ending the
    /// token, closes the stream and stops the agent where the service can. What the service keeps of the exchange can afterwards be listed by
    /// its correlation id.
    /// </summary>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The updates as they arrive.</returns>
    /// <exception cref="FleetNotFoundException">There is no such session.</exception>
    /// <exception cref="FleetStreamException">The stream was cut and could not be taken up again, lost events, fell silent or has an event that is too large; the error says what was received.</exception>
    /// <exception cref="FleetValidationException">The id has not 10 characters, or the message is empty.</exception>
    public IAsyncEnumerable<FleetSessionUpdate> SendEventAsync(FleetMessageRequest request, CancellationToken cancellationToken = default) =>
        SessionStream.UpdatesAsync(_sender, Checked(request), cancellationToken);

    /// <inheritdoc cref="SendEventAsync(FleetMessageRequest, CancellationToken)"/>
    /// <param name="sessionId">The session, 10 characters.</param>
    /// <param name="content">What the user says.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<FleetSessionUpdate> SendEventAsync(string sessionId, string content, CancellationToken cancellationToken = default) =>
        SendEventAsync(new FleetMessageRequest { SessionId = sessionId, Content = content }, cancellationToken);

    /// <summary>Sends a message as <see cref="SendEventAsync(FleetMessageRequest, CancellationToken)"/> does, and gives the events of the stream as they were sent.</summary>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The events as they arrive.</returns>
    /// <exception cref="FleetStreamException">The stream was cut, fell silent or has an event that is too large.</exception>
    public IAsyncEnumerable<FleetStreamEvent> SendRawEventAsync(FleetMessageRequest request, CancellationToken cancellationToken = default) =>
        SessionStream.EventsAsync(_sender, Checked(request), cancellationToken);

    private static FleetMessageRequest Checked(FleetMessageRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        AgentsWire.Id(request.SessionId, nameof(request.SessionId));
        FleetCheck.Filled(request.Content, nameof(request.Content));
        if (request.IdleTimeout != Timeout.InfiniteTimeSpan && (request.IdleTimeout <= TimeSpan.Zero || request.IdleTimeout.TotalMilliseconds > int.MaxValue))
        {
            throw FleetCheck.Failed(nameof(request.IdleTimeout), "must be longer than nothing and at most 24 days");
        }

        if (request.ResumeTimeout < TimeSpan.Zero || request.ResumeTimeout.TotalMilliseconds > int.MaxValue)
        {
            throw FleetCheck.Failed(nameof(request.ResumeTimeout), "must not be negative and at most 24 days");
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

    private IAsyncEnumerable<FleetSessionEvent> EventsAsync(string id, FleetSessionEventQuery query, IReadOnlyList<string> types, CancellationToken cancellationToken)
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
