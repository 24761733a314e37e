using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>Serializes the workspace's merged settings.</summary>
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class LedgerJson : JsonSerializerContext;
