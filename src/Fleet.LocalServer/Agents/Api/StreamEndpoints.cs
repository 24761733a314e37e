using Fleet.LocalServer.Agents.Sessions;
using Fleet.LocalServer.Agents.Store;
using Fleet.LocalServer.Agents.Streams;
using Fleet.LocalServer.Hosting;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>Messages to an agent, and its answer as it comes.</summary>
internal sealed class StreamEndpoints(AgentStore store, Conversations conversations, RunPump pump)
{
    private const string SessionId = "session_id";

    public void Map(AgentRoutes routes) => routes.Add(
        $"/api/sessions/{{{SessionId}}}/events/stream",
        new AgentOperation(HttpMethods.Post, "Sends a message to the agent and streams its answer.", CreateAsync));

    private async Task CreateAsync(HttpContext http)
    {
        using AgentCall call = await AgentCall.ReadAsync(http);
        string id = call.PathId(SessionId);
        string type = call.Choice("type", "message", "tool", "status", "custom");
        string source = call.Choice("source", "user", "ai_agent", "system");
        string? content = call.TextOrNull("content");
        call.ThrowIfInvalid();
        Require(type == "message", "Only message events can currently be added manually");
        Require(source == "user", "Only \"user\" source is supported for direct posting.");
        Require(!string.IsNullOrEmpty(content), "Missing 'message' field in event parameters");

        await store.GetUserAsync(Caller.Name(http));
        SessionRecord session = await store.FindSessionAsync(id) ?? throw ApiException.BadRequest($"Session with ID {id} not found");
        AgentRecord agent = await store.FindAgentAsync(session.AgentId) ?? throw ApiException.BadRequest($"Agent with ID {session.AgentId} not found");
        AgentRun run = await conversations.AnswerAsync(session, agent, content!);
        await StreamAsync(http, run, session);
    }

    private async Task StreamAsync(HttpContext http, AgentRun run, SessionRecord session)
    {
        CancellationToken stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        try
        {
            // The head goes out before there is anything to say.
            await http.Response.Body.FlushAsync(end.Token);
            await pump.RunAsync(run, session, async frame => await http.Response.Body.WriteAsync(frame, end.Token), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // A stream that is cut short must not look like one that has come to its end.
            http.Abort();
        }
        finally
        {
            await run.StopAsync();
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
