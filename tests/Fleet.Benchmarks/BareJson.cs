using System.Text.Json.Serialization;

namespace Fleet.Benchmarks;

internal sealed record HeartbeatWire(
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("instance_id")] string InstanceId);

/// <summary>Deserializes answers for the baselines in the cheapest way there is, so that the ratios are fair.</summary>
[JsonSerializable(typeof(HeartbeatWire))]
internal sealed partial class BareJson : JsonSerializerContext;
