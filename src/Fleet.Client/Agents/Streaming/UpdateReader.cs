using System.Text;
using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client.Agents;

/// <summary>Reads the events of one stream. An unknown or unreadable event becomes an update that contains it as sent; it is never an error.</summary>
internal sealed class UpdateReader(string sessionId)
{
    private static readonly JsonFields s_chunk = JsonFields.Of<ChunkField>();
    private static readonly JsonFields s_status = JsonFields.Of<StatusField>();
    private static readonly JsonFields s_patch = JsonFields.Of<PatchField>();

    private readonly Dictionary<string, MessageDocument> _documents = new(StringComparer.Ordinal);

    // The texts that repeat from one event to the next.
    private readonly JsonRecent _recent = new(4);
    private ChunkMetadata _lastMetadata = ChunkMetadata.None;
    private MessageDocument? _lastDocument;
    private string? _lastEventId;

    private enum ChunkField
    {
        CorrelationId,
        EventId,
        Seq,
        Patches,
        Metadata,
        Timestamp,
    }

    private enum StatusField
    {
        Id,
        Source,
        Type,
        CorrelationId,
        Data,
        Metadata,
    }

    private enum PatchField
    {
        Op,
        Path,
        Value,
        From,
    }

    private enum Shared
    {
        CorrelationId,
        EventId,
        Op,
        Path,
    }

    /// <summary>Reads one event.</summary>
    public FleetSessionUpdate Read(string name, ReadOnlySpan<byte> data)
    {
        if (name is "chunk" or "status")
        {
            try
            {
                JsonCursor json = new(data, _recent);
                FleetSessionUpdate? update = name == "chunk" ? json.Object(Chunk) : json.Object(Status);
                if (update is not null && !json.Incomplete)
                {
                    return update;
                }
            }
            catch (Exception exception) when (exception is JsonFault or JsonException)
            {
                // Kept as sent, below.
            }
        }

        return new FleetSessionUpdate { Kind = name, SessionId = sessionId, Raw = Encoding.UTF8.GetString(data) };
    }

    private FleetSessionUpdate Status(ref JsonCursor json)
    {
        string? id = null, correlationId = null;
        object? data = null, metadata = null;
        int next = 0;
        while (json.Field(s_status, ref next) is >= 0 and int field)
        {
            switch ((StatusField)field)
            {
                case StatusField.Id:
                    id = json.Text();
                    break;
                case StatusField.CorrelationId:
                    correlationId = json.SharedText((int)Shared.CorrelationId);
                    break;
                case StatusField.Data:
                    data = json.Free();
                    break;
                case StatusField.Metadata:
                    metadata = json.Free();
                    break;
                default:
                    json.Free();
                    break;
            }
        }

        OrderedDictionary<string, object?>? members = data as OrderedDictionary<string, object?>;
        return new FleetSessionUpdate
        {
            Kind = "status",
            SessionId = sessionId,
            CorrelationId = correlationId,
            EventId = id,
            Status = SessionEventWire.Text(members, "status"),
            StatusData = SessionEventWire.Value(members, "data"),
            Metadata = metadata as OrderedDictionary<string, object?>,
        };
    }

    private FleetSessionUpdate Chunk(ref JsonCursor json)
    {
        string? correlationId = null, eventId = null;
        int? sequence = null;
        FleetPatchOperation[] patches = [];
        ChunkMetadata metadata = ChunkMetadata.None;
        DateTimeOffset? timestamp = null;
        int next = 0;
        while (json.Field(s_chunk, ref next) is >= 0 and int field)
        {
            switch ((ChunkField)field)
            {
                case ChunkField.CorrelationId:
                    correlationId = json.SharedText((int)Shared.CorrelationId);
                    break;
                case ChunkField.EventId:
                    eventId = json.SharedText((int)Shared.EventId);
                    break;
                case ChunkField.Seq:
                    sequence = json.Int32();
                    break;
                case ChunkField.Patches:
                    patches = json.Objects(Patch) ?? [];
                    break;
                case ChunkField.Metadata:
                    metadata = _lastMetadata = _lastMetadata.Of(json.Raw());
                    break;
                case ChunkField.Timestamp:
                    timestamp = json.Time();
                    break;
            }
        }

        if (json.Incomplete)
        {
            return new FleetSessionUpdate();
        }

        MessageDocument document = DocumentOf(json.Need(eventId, "event_id"));
        bool applied = document.Apply(patches, out string? delta);
        return new FleetSessionUpdate
        {
            Kind = "chunk",
            SessionId = sessionId,
            CorrelationId = correlationId,
            EventId = eventId,
            Sequence = sequence,
            Patches = patches,
            IsApplied = applied,
            Delta = delta,
            Length = document.Length,
            Source = document.Text,
            IsReasoning = metadata.IsReasoning,
            MetadataSource = metadata.Read,
            Timestamp = timestamp,
        };
    }

    private MessageDocument DocumentOf(string eventId)
    {
        // A message arrives as many chunks in a row.
        if (_lastDocument is not null && ReferenceEquals(eventId, _lastEventId))
        {
            return _lastDocument;
        }

        if (!_documents.TryGetValue(eventId, out MessageDocument? document))
        {
            _documents.Add(eventId, document = new MessageDocument());
        }

        (_lastEventId, _lastDocument) = (eventId, document);
        return document;
    }

    private static FleetPatchOperation Patch(ref JsonCursor json)
    {
        string? operation = null, path = null, from = null;
        object? value = null;
        int next = 0;
        while (json.Field(s_patch, ref next) is >= 0 and int field)
        {
            switch ((PatchField)field)
            {
                case PatchField.Op:
                    operation = json.SharedText((int)Shared.Op);
                    break;
                case PatchField.Path:
                    path = json.SharedText((int)Shared.Path);
                    break;
                case PatchField.Value:
                    value = json.Free();
                    break;
                case PatchField.From:
                    from = json.Text();
                    break;
            }
        }

        return new FleetPatchOperation { Operation = operation ?? "", Path = path ?? "", From = from, Value = value };
    }
}
