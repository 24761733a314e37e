namespace Fleet.Client.Http;

/// <summary>Errors of the agents service that mean another thing than their status says.</summary>
internal static class AgentErrors
{
    private static readonly string[] s_types = ["agent", "session"];

    /// <summary>A 400 that says that an agent or a session does not exist; null for any other.</summary>
    /// <remarks>The service answers 404 only where the thing itself is read; a call below it, or a session with an unknown agent, gets 400.</remarks>
    public static FleetNotFoundException? Missing(FleetCall call, ErrorBody error)
    {
        string text = error.Text;
        if (call.Request.Service is not FleetService.Agents
            || !(text.Contains("not found", StringComparison.OrdinalIgnoreCase) || text.Contains("non-existent", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        string? type = Array.Find(s_types, name => text.Contains($"{name} with ID ", StringComparison.OrdinalIgnoreCase));
        string? id = ErrorText.Between(text + " ", "with ID ", " ");
        return new FleetNotFoundException($"There is no {type ?? "such thing"}{(id is null ? "" : $" '{id}'")} at {call.Origin}: {text.TrimEnd('.')}. Check the id.")
        {
            ResourceType = type ?? call.Resource?.Type,
            ResourceId = id ?? call.Resource?.Id,
        };
    }

    /// <summary>What else may help against a failure of the service; null when nothing is known.</summary>
    /// <remarks>One stored event that the original cannot read back makes every list of its session fail for good.</remarks>
    public static string? Advice(FleetCall call) =>
        call.Request.Service is FleetService.Agents && call.Request.Method == HttpMethod.Get && call.Address.AbsolutePath.EndsWith("/events", StringComparison.Ordinal)
            ? "; if it goes on, the service cannot read one of the session's events: ask for those without it, by offset, source or correlation id"
            : null;
}
