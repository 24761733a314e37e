using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Agents.Documents;

/// <summary>What the chunks of one event id have come to.</summary>
/// <param name="exact">
/// Whether, as in the original, a chunk that is ahead of its turn is lost, and one of which a part does not fit leaves the parts before it.
/// Otherwise the one waits, and the other changes nothing.
/// </param>
internal sealed class EventDocument(bool exact)
{
    private readonly SortedDictionary<long, Chunk> _waiting = [];
    private long _last = -1;

    /// <summary>The document; null when it is empty.</summary>
    public JsonNode? Content { get; private set; }

    /// <summary>The metadata of the first chunk.</summary>
    public JsonElement Metadata { get; private set; }

    /// <summary>Applies a chunk.</summary>
    /// <returns>The chunks that were applied: this one and those that waited for it, or none when it waits itself.</returns>
    /// <exception cref="ChunkRefusedException">It does not fit.</exception>
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
            // Nearly all chunks: one more piece of a text. Nothing can fail, so nothing has to be kept for that.
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
                    // Its library replaces a whole document by 'replace' alone, unless it is an object.
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
