using System.Buffers;
using System.Text;
using Fleet.LocalServer.Agents.Documents;
using Fleet.LocalServer.Agents.Runners;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Agents.Streams;

/// <summary>Writes server-sent events byte for byte as the original does: bare LF, one line of data, spaced JSON in ASCII.</summary>
internal sealed class EventFrames(string correlationId)
{
    private readonly JsonText _json = new(JsonStyle.Line);

    /// <summary>Writes a status event.</summary>
    public void Write(IBufferWriter<byte> frames, StatusItem item, string id)
    {
        _json.Clear();
        _json.OpenObject().Field("id", item.EventId ?? "").Field("source", "ai_agent").Field("type", "status").Field("correlation_id", correlationId);
        _json.Name("data").OpenObject().Field("type", "status").Field("status", item.Status);
        if (item.AcknowledgedOffset is { } offset)
        {
            _json.Field("acknowledged_offset", offset);
        }

        if (item.Data is { } data)
        {
            _json.Name("data").Value(data);
        }

        _json.CloseObject().Field("metadata", (string?)null).CloseObject();
        frames.Write("event: status\nid: "u8);
        Encoding.UTF8.GetBytes(id, frames);
        End(frames);
    }

    /// <summary>Writes a chunk event.</summary>
    /// <param name="frames">The buffer to write to.</param>
    /// <param name="item">The chunk.</param>
    /// <param name="id">The event's id; null for none, as in the original.</param>
    public void Write(IBufferWriter<byte> frames, ChunkItem item, string? id)
    {
        Chunk chunk = item.Chunk;
        _json.Clear();
        _json.OpenObject().Field("correlation_id", correlationId).Field("event_id", chunk.EventId).Field("seq", chunk.Sequence).Name("patches").OpenArray();
        foreach (PatchOperation patch in chunk.Patches)
        {
            _json.OpenObject().Field("op", patch.Op).Field("path", patch.Path);
            if (patch.From is not null)
            {
                _json.Field("from", patch.From);
            }

            if (patch.Value.ValueKind != System.Text.Json.JsonValueKind.Undefined)
            {
                _json.Name("value").Value(patch.Value);
            }

            _json.CloseObject();
        }

        _json.CloseArray().Name("metadata").Value(chunk.Metadata).Field("timestamp", item.Timestamp).CloseObject();
        frames.Write("event: chunk"u8);
        if (id is not null)
        {
            frames.Write("\nid: "u8);
            Encoding.UTF8.GetBytes(id, frames);
        }

        End(frames);
    }

    private void End(IBufferWriter<byte> frames)
    {
        frames.Write("\ndata: "u8);
        frames.Write(_json.Written.Span);
        frames.Write("\n\n"u8);
    }
}
