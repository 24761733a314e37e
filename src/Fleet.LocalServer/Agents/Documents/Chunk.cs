using System.Text.Json;

namespace Fleet.LocalServer.Agents.Documents;

/// <summary>A change of a document. Operations are JSON patch's.</summary>
internal sealed record PatchOperation(string Op, string Path, JsonElement Value, string? From = null);

/// <summary>Changes of one document that come together.</summary>
/// <param name="EventId">The document.</param>
/// <param name="Sequence">Its number among the document's chunks, or 0 for all.</param>
/// <param name="Patches">The changes.</param>
/// <param name="Metadata">An object; of a document's first chunk it says who speaks.</param>
internal sealed record Chunk(string EventId, long Sequence, IReadOnlyList<PatchOperation> Patches, JsonElement Metadata);

/// <summary>A chunk does not fit the document.</summary>
internal sealed class ChunkRefusedException(string message) : Exception(message);
