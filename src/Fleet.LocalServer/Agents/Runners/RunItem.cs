using System.Text.Json;
using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>An item that a runner emits.</summary>
internal abstract record RunItem;

/// <summary>A status of the run.</summary>
/// <param name="Status">The status; <c>ready</c> finishes the document with the event id, <c>completed</c> ends the run.</param>
/// <param name="EventId">The document it concerns, or null.</param>
/// <param name="AcknowledgedOffset">The newest event seen, if reported.</param>
/// <param name="Data">Further data, if any.</param>
/// <param name="IsUnwritable">True if its data cannot be written as JSON.</param>
internal sealed record StatusItem(
    string Status, string? EventId = null, long? AcknowledgedOffset = null, JsonElement? Data = null, bool IsUnwritable = false) : RunItem
{
    public const string Completed = "completed";
    public const string Ready = "ready";

    /// <summary>Creates a status that reports a failure.</summary>
    public static StatusItem Failure(string message)
    {
        using JsonDocument data = JsonDocument.Parse($$"""{"exception":"{{JsonEncodedText.Encode(message)}}"}""");
        return new StatusItem("error", Data: data.RootElement.Clone());
    }
}

/// <summary>A change to a document.</summary>
/// <param name="Chunk">The change.</param>
/// <param name="Timestamp">The time of the change, in Unix seconds.</param>
internal sealed record ChunkItem(Chunk Chunk, double Timestamp) : RunItem;
