using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Agents.Documents;

/// <summary>The document built from the chunks of one event id.</summary>
/// <param name="exact">
/// True to behave like the original: a chunk that arrives early is lost, and a chunk that fails halfway keeps the operations before the failure.
/// Otherwise an early chunk waits its turn, and a failing chunk changes nothing.
/// </param>
internal sealed class EventDocument(bool exact)
{
    private readonly SortedDictionary<long, Chunk> _waiting = [];
    private long _last = -1;

    /// <summary>The document; null if it is empty.</summary>
    public JsonNode? Content { get; private set; }

    /// <summary>The metadata of the first chunk.</summary>
    public JsonElement Metadata { get; private set; }

    /// <summary>Applies a chunk.</summary>
    /// <returns>The chunks applied: this one and those that were waiting for it, or none if it has to wait itself.</returns>
    /// <exception cref="ChunkRefusedException">The chunk does not fit.</exception>
    public IReadOnlyList<Chunk> Apply(Chunk chunk)
    {
        if (Metadata.ValueKind == JsonValueKind.Undefined)
        {
            Metadata = chunk.Metadata;
        }

        bool isAppend = chunk.Patches.Any(static patch => patch.Path.EndsWith("/-", StringComparison.Ordinal));
        if (!isAppend && chunk.Sequence != _last + 1)
        {
            if (exact)
            {
                throw new ChunkRefusedException($"The chunk {chunk.Sequence} is not the one after {_last}.");
            }

            if (chunk.Sequence > _last + 1)
            {
                _waiting[chunk.Sequence] = chunk;
                return [];
            }
        }

        ApplyNow(chunk);
        return _waiting.Count == 0 ? [chunk] : [chunk, .. TakeWaiting()];
    }

    private IEnumerable<Chunk> TakeWaiting()
    {
        while (_waiting.Remove(_last + 1, out Chunk? next))
        {
            ApplyNow(next);
            yield return next;
        }
    }

    private void ApplyNow(Chunk chunk)
    {
        if (chunk.Patches is [{ } only] && JsonPatch.FindEnd(Content, only) is { } list)
        {
            // The usual case: one more piece of text. It cannot fail, so no copy is needed to go back to.
            list.Add(JsonPatch.ToNode(only.Value));
        }
        else if (exact)
        {
            foreach (PatchOperation patch in chunk.Patches)
            {
                JsonPatch.Check(patch);
            }

            foreach (PatchOperation patch in chunk.Patches)
            {
                if (patch is { Op: "add", Path: "" } && Content is not (null or JsonObject))
                {
                    // The original's library can replace a whole document only with 'replace', unless it is an object.
                    throw new ChunkRefusedException("A document that is no object cannot be added to as a whole.");
                }

                Content = JsonPatch.Apply(Content, patch) ?? throw new ChunkRefusedException("The chunk leaves nothing of the document.");
            }
        }
        else
        {
            JsonNode? changed = Content?.DeepClone();
            foreach (PatchOperation patch in chunk.Patches)
            {
                changed = JsonPatch.Apply(changed, patch);
            }

            Content = changed;
        }

        _last = chunk.Sequence;
    }
}
