namespace Fleet.LocalServer.Agents.Documents;

/// <summary>An event to store.</summary>
/// <param name="CorrelationId">The exchange it belongs to.</param>
/// <param name="Type">Its type.</param>
/// <param name="Source">Its author.</param>
/// <param name="Data">Its JSON as it appears in answers.</param>
/// <param name="Metadata">A JSON object, or null.</param>
/// <param name="IsSound">True if the original could read it back.</param>
internal sealed record NewEvent(string CorrelationId, string Type, string Source, string Data, string? Metadata = null, bool IsSound = true);
