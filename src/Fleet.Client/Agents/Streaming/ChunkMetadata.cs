using System.Collections;
using Fleet.Client.Core;

namespace Fleet.Client.Agents;

/// <summary>The metadata of chunks, which is the same for nearly all chunks of a message: kept as bytes, and parsed on demand.</summary>
internal sealed class ChunkMetadata
{
    private readonly byte[] _json;

    private ChunkMetadata(byte[] json)
    {
        _json = json;
        IsReasoning = Parse() is { } members && SessionEventWire.Text(members, "kind") == "reasoning";
        Read = () => Parse();
    }

    /// <summary>No metadata.</summary>
    public static ChunkMetadata None { get; } = new([]);

    /// <summary>True if the text is the agent's reasoning.</summary>
    public bool IsReasoning { get; }

    /// <summary>Parses the metadata, each time into a new object that the caller may change.</summary>
    public Func<IDictionary?> Read { get; }

    /// <summary>Returns the metadata of these bytes: this object if they are the same.</summary>
    public ChunkMetadata Of(ReadOnlySpan<byte> json) => json.SequenceEqual(_json) ? this : new ChunkMetadata(json.ToArray());

    private OrderedDictionary<string, object?>? Parse()
    {
        if (_json is not [(byte)'{', ..])
        {
            return null;
        }

        JsonCursor json = new(_json, null);
        return json.FreeObject();
    }
}
