using System.Globalization;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Streams;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>The routes that send messages to an agent and stream its answers.</summary>
/// <param name="store">The store of sessions.</param>
/// <param name="runs">Runs agents.</param>
/// <param name="pump">Streams an answer as the original does.</param>
/// <param name="follower">Follows a stored stream.</param>
/// <param name="exact">True for the original's streams, which end with their connection.</param>
internal sealed class StreamEndpoints(AgentStore store, AgentRuns runs, ExactPump pump, StreamFollower follower, bool exact)
{
    private const string SessionId = "session_id";
    private const string Path = $"/api/sessions/{{{SessionId}}}/events/stream";

    public void Map(AgentRoutes routes)
    {
        AgentOperation create = new(HttpMethods.Post, "Sends a message to the agent and streams its answer.", CreateAsync);
        if (exact)
        {
            routes.Add(Path, create);
            return;
        }

        routes.Add(
            Path,
            create,
            new AgentOperation(HttpMethods.Get, "Resumes the stream after 'Last-Event-ID', including an answer in progress.", ResumeAsync),
            new AgentOperation(HttpMethods.Delete, "Stops the agent.", CancelAsync));
    }

    private async Task CreateAsync(HttpContext http)
    {
        RequestFields call = await AgentCall.ReadAsync(http);
        string id = call.PathId(SessionId);
        string type = call.Body.Choice("type", "message", "tool", "status", "custom");
        string source = call.Body.Choice("source", "user", "ai_agent", "system");
        string? content = call.Body.TextOrNull("content");
        call.ThrowIfInvalid();
        Require(type == "message", "Only message events can currently be added manually");
        Require(source == "user", "Only \"user\" source is supported for direct posting.");
        Require(!string.IsNullOrEmpty(content), "Missing 'message' field in event parameters");

        await store.GetUserAsync(Caller.Name(http));
        SessionRecord session = await store.FindSessionAsync(id) ?? throw ApiException.BadRequest($"Session with ID {id} not found");
        AgentRecord agent = await store.FindAgentAsync(session.AgentId) ?? throw ApiException.BadRequest($"Agent with ID {session.AgentId} not found");
        AgentRun run = await runs.AnswerAsync(session, agent, content!);
        if (run.Live is not { } live)
        {
            await StreamAsync(http, (send, gone) => pump.RunAsync(run, session, send, gone), run.StopAsync);
            return;
        }

        http.Response.Headers["Fleet-Last-Event-ID"] = live.Start.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Fleet-Correlation-ID"] = run.CorrelationId;
        await FollowAsync(http, session, run.CorrelationId, live.Start, run);
    }

    private async Task ResumeAsync(HttpContext http)
    {
        (SessionRecord session, string? exchange) = await FindAsync(http);
        string last = http.Request.Headers["Last-Event-ID"].ToString();
        long position = 0;
        Require(
            last.Length == 0 || long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out position),
            "Last-Event-ID must be the id of an event of this session's stream");
        await FollowAsync(http, session, exchange, position, RunOf(session, exchange));
    }

    private async Task CancelAsync(HttpContext http)
    {
        (SessionRecord session, string? exchange) = await FindAsync(http);
        if (RunOf(session, exchange) is { } run)
        {
            await run.StopAsync();
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // A caller who left an earlier exchange must not affect one that has started since.
    private AgentRun? RunOf(SessionRecord session, string? exchange) =>
        runs.Find(session) is { } run && (exchange is null || exchange == run.CorrelationId) ? run : null;

    private async Task<(SessionRecord Session, string? Exchange)> FindAsync(HttpContext http)
    {
        RequestFields call = RequestFields.Read(http);
        string id = call.PathId(SessionId);
        string? exchange = call.Query.TextOrNull("correlation_id");
        call.ThrowIfInvalid();
        return (await store.FindSessionAsync(id) ?? throw ApiException.BadRequest($"Session with ID {id} not found"), exchange);
    }

    private Task FollowAsync(HttpContext http, SessionRecord session, string? exchange, long position, AgentRun? run) =>
        StreamAsync(http, (send, gone) => follower.FollowAsync(session, exchange, position, run, send, gone), static () => Task.CompletedTask);

    private static async Task StreamAsync(HttpContext http, Func<Func<ReadOnlyMemory<byte>, Task>, CancellationToken, Task> stream, Func<Task> finish)
    {
        CancellationToken stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        try
        {
            // Sends the headers before there is any data.
            await http.Response.Body.FlushAsync(end.Token);
            await stream(async frames => await http.Response.Body.WriteAsync(frames, end.Token), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // A stream that is cut short must not look complete.
            http.Abort();
        }
        finally
        {
            await finish();
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new ApiException(StatusCodes.Status422UnprocessableEntity, otherwise);
        }
    }
}
