using System.Text.Json.Serialization;

namespace Fleet.Benchmarks;

internal sealed record HeartbeatWire(
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("instance_id")] string InstanceId);

/// <summary>What the baselines read answers with: the cheapest way there is, so that the ratio flatters nobody.</summary>
[JsonSerializable(typeof(HeartbeatWire))]
internal sealed partial class BareJson : JsonSerializerContext;
