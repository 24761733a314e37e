using System.Text.Json;

namespace Fleet.LocalServer.Agents.Documents;

/// <summary>A JSON Patch operation on a document.</summary>
internal sealed record PatchOperation(string Op, string Path, JsonElement Value, string? From = null);

/// <summary>Changes to one document that arrive together.</summary>
/// <param name="EventId">The document.</param>
/// <param name="Sequence">Its number among the document's chunks, or 0 in all of them.</param>
/// <param name="Patches">The changes.</param>
/// <param name="Metadata">An object; the first chunk's metadata identifies the speaker.</param>
internal sealed record Chunk(string EventId, long Sequence, IReadOnlyList<PatchOperation> Patches, JsonElement Metadata);

/// <summary>Thrown for a chunk that does not fit its document.</summary>
internal sealed class ChunkRefusedException(string message) : Exception(message);
