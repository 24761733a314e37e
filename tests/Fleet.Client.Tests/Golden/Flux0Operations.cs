using System.Text.Json.Nodes;

namespace Fleet.Client.Tests.Golden;

/// <summary>The recorded operations of the Python client, as calls of this one.</summary>
internal static class Flux0Operations
{
    private const string AgentId = "vUfk4PgjTm";
    private const string SessionId = "zv3h4j5Fjv";

    /// <summary>Performs an operation with the recorded arguments; a list is read completely.</summary>
    public static async Task<object?> DoAsync(FleetClient client, string operation, JsonNode? arguments, CancellationToken cancellationToken) =>
        operation switch
        {
            "agents.list" => await client.Agents.ListAsync(cancellationToken).ToListAsync(cancellationToken),
            "agents.create" => await client.Agents.CreateAsync(
                new FleetAgentRequest
                {
                    Name = Text(arguments, "name") ?? "Drizzle",
                    Type = Text(arguments, "type_") ?? "weather",
                    Description = Text(arguments, "description"),
                },
                cancellationToken),
            "agents.retrieve" => await client.Agents.GetAsync(Text(arguments, "agent_id") ?? AgentId, cancellationToken),
            "sessions.create" => await client.Sessions.CreateAsync(
                new FleetSessionRequest
                {
                    AgentId = Text(arguments, "agent_id") ?? AgentId,
                    SessionId = Text(arguments, "id"),
                    Title = Text(arguments, "title"),
                    AllowGreeting = (bool?)arguments?["allow_greeting"] ?? false,
                },
                cancellationToken),
            "sessions.list" => await client.Sessions.ListAsync(Text(arguments, "agent_id"), cancellationToken).ToListAsync(cancellationToken),
            "sessions.retrieve" => await client.Sessions.GetAsync(Text(arguments, "session_id") ?? SessionId, cancellationToken),
            "sessions.list_events" => await client
                .Sessions.ListEventsAsync(
                    Text(arguments, "session_id") ?? SessionId,
                    new FleetSessionEventQuery
                    {
                        MinOffset = (int?)arguments?["min_offset"],
                        Source = Text(arguments, "source"),
                        CorrelationId = Text(arguments, "correlation_id"),
                        Types = arguments?["types"] is JsonArray types ? [.. types.Select(static type => type!.GetValue<string>())] : null,
                    },
                    cancellationToken)
                .ToListAsync(cancellationToken),
            "sessions.create_event" => await client
                .Sessions.SendEventAsync(
                    Text(arguments, "session_id") ?? SessionId,
                    arguments is null ? "hello" : Text(arguments, "content") ?? "",
                    cancellationToken)
                .ToListAsync(cancellationToken),
            _ => throw new ArgumentException($"No call stands for {operation}.", nameof(operation)),
        };

    private static string? Text(JsonNode? arguments, string name) => (string?)arguments?[name];
}
