using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>JSON that is taken apart and put together again.</summary>
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class LedgerJson : JsonSerializerContext;
