using System.Text.Json;
using Fleet.LocalServer.Agents.Documents;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>Something that a runner emits.</summary>
internal abstract record RunItem;

/// <summary>How the run stands.</summary>
/// <param name="Status">The status; <c>ready</c> finishes the document of the event id, <c>completed</c> ends the run.</param>
/// <param name="EventId">The document it is about, or null.</param>
/// <param name="AcknowledgedOffset">The newest event that was seen, when it is told.</param>
/// <param name="Data">More about it, when there is.</param>
/// <param name="IsUnwritable">Whether its data is something that no JSON can hold.</param>
internal sealed record StatusItem(string Status, string? EventId = null, long? AcknowledgedOffset = null, JsonElement? Data = null, bool IsUnwritable = false) : RunItem
{
    public const string Completed = "completed";
    public const string Ready = "ready";

    /// <summary>A status that tells of a failure.</summary>
    public static StatusItem Failure(string message)
    {
        using JsonDocument data = JsonDocument.Parse($$"""{"exception":"{{JsonEncodedText.Encode(message)}}"}""");
        return new StatusItem("error", Data: data.RootElement.Clone());
    }
}

/// <summary>A change of a document.</summary>
/// <param name="Chunk">The change.</param>
/// <param name="Timestamp">When it was made, in Unix seconds.</param>
internal sealed record ChunkItem(Chunk Chunk, double Timestamp) : RunItem;
