using System.Text;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>Starts and tracks the runs that answer messages, one at a time per session.</summary>
internal sealed class AgentRuns(AgentStore store, RunnerCatalog runners, DurablePump pump, ServerContext context)
{
    private readonly RunTable _runs = new();

    /// <summary>Stores a user's message and starts the agent on it, stopping any earlier run of the session.</summary>
    public Task<AgentRun> AnswerAsync(SessionRecord session, AgentRecord agent, string text) => _runs.ReplaceAsync(session.Sequence, async () =>
    {
        AgentRun run = new(store.Ids.NextCorrelation(forMessage: true));
        await store.AddEventAsync(session.Sequence, Message(session, run.CorrelationId, text));
        await StartAsync(run, session, agent, text);
        return run;
    });

    /// <summary>Starts the agent without a message, so that it speaks first.</summary>
    public Task<AgentRun> GreetAsync(SessionRecord session, AgentRecord agent) => _runs.ReplaceAsync(session.Sequence, async () =>
    {
        AgentRun run = new(store.Ids.NextCorrelation(forMessage: false));
        await StartAsync(run, session, agent, "");
        return run;
    });

    /// <summary>The session's latest run, running or finished; null if it never had one.</summary>
    public AgentRun? Find(SessionRecord session) => _runs.Find(session.Sequence);

    /// <summary>Stops all agents.</summary>
    public Task StopAsync() => _runs.StopAsync();

    private async Task StartAsync(AgentRun run, SessionRecord session, AgentRecord agent, string text)
    {
        if (!context.Options.ExactAgents)
        {
            (run.Live, run.Carried) = await pump.StartAsync(run, session.Sequence);
        }

        List<EventRecord> history = await store.ReadEventsAsync(session.Sequence, EventFilter.All);
        run.Start(runners.Find(agent.Type), new RunContext(agent, session, history, text, context.Clock, run.Writer), context.Log);
    }

    /// <summary>Builds the message event. It names the session's owner, whoever sent it.</summary>
    private static NewEvent Message(SessionRecord session, string correlationId, string text)
    {
        UserRecord user = AgentStore.UserOf(session.UserId);
        JsonText json = new();
        json.OpenObject().Field("type", "message").Name("tags").OpenArray().CloseArray().Field("flagged", false);
        json.Name("parts").OpenArray().OpenObject().Field("type", "content").Field("content", text).CloseObject().CloseArray();
        json.Name("participant").OpenObject().Field("id", user.Id).Field("name", user.Name).CloseObject().CloseObject();
        return new NewEvent(correlationId, "message", "user", Encoding.UTF8.GetString(json.Written.Span));
    }
}
