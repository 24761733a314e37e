using Fleet.Client.Http;

namespace Fleet.Client.Agents;

/// <summary>Errors of the agents service whose meaning differs from their status.</summary>
internal sealed class AgentsErrors : ServiceErrors
{
    private static readonly string[] s_types = ["agent", "session"];

    public static AgentsErrors Instance { get; } = new();

    /// <summary>Reads a 400 that says that an agent or a session does not exist; null for any other.</summary>
    /// <remarks>The service returns 404 only when the thing itself is read; a call below it, or a session with an unknown agent, returns 400.</remarks>
    public override FleetException? Read(FleetCall call, AttemptFailure failure)
    {
        string text = failure.Error.Text;
        if (failure.Status is not System.Net.HttpStatusCode.BadRequest
            || !(text.Contains("not found", StringComparison.OrdinalIgnoreCase) || text.Contains("non-existent", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        string? type = Array.Find(s_types, name => text.Contains($"{name} with ID ", StringComparison.OrdinalIgnoreCase));
        string? id = ErrorText.Between(text + " ", "with ID ", " ");
        return new FleetNotFoundException(
            $"There is no {type ?? "such thing"}{(id is null ? "" : $" '{id}'")} at {call.Origin}: {text.TrimEnd('.')}. Check the id.")
        {
            ResourceType = type ?? call.Resource?.Type,
            ResourceId = id ?? call.Resource?.Id,
        };
    }

    /// <inheritdoc />
    /// <remarks>One stored event that the original cannot read back makes every list of its session fail permanently.</remarks>
    public override string? OutageAdvice(FleetCall call) =>
        call.Request.Method == HttpMethod.Get && call.Address.AbsolutePath.EndsWith("/events", StringComparison.Ordinal)
            ? "; if it persists, the service cannot read one of the session's events: list the others by offset, source or correlation id"
            : null;
}
