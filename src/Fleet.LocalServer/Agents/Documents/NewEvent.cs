namespace Fleet.LocalServer.Agents.Documents;

/// <summary>An event that is to be stored.</summary>
/// <param name="CorrelationId">The exchange it belongs to.</param>
/// <param name="Type">Its type.</param>
/// <param name="Source">Who made it.</param>
/// <param name="Data">Its JSON as answers spell it.</param>
/// <param name="Metadata">A JSON object, or null.</param>
/// <param name="IsSound">Whether the original could read it back.</param>
internal sealed record NewEvent(string CorrelationId, string Type, string Source, string Data, string? Metadata = null, bool IsSound = true);
