using System.Security.Cryptography;
using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>An imported price table, and the one it replaced.</summary>
internal sealed record PriceImport(string ImportId, string Action, string Actor, string? Reason, PriceTable? Old, PriceTable New, long CreatedAt)
{
    public const string Insert = "insert";

    public const string Replace = "replace";

    /// <summary>The SHA-256 of the new table as JSON, members sorted by name.</summary>
    public string Checksum
    {
        get
        {
            JsonText json = new();
            New.Write(json);
            using JsonDocument document = JsonDocument.Parse(json.Written);
            return Convert.ToHexStringLower(SHA256.HashData(new JsonText(JsonStyle.Canonical).Value(document.RootElement, sorted: true).Written.Span));
        }
    }

    /// <summary>Reads an import.</summary>
    public static PriceImport Read(JsonFields root) => new(
        root.Text("import_id"),
        root.Text("action"),
        root.Text("actor"),
        root.TextOrNull("reason"),
        root.ObjectOrNull("old_pricing") is { } old ? PriceTable.Read(old) : null,
        PriceTable.Read(root.Object("new_pricing")),
        root.Time("created_at").Instant);

    /// <summary>Writes the import.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject()
            .Field("import_id", ImportId)
            .Field("provider", New.Provider)
            .Field("pricing_version", New.Version)
            .Field("action", Action)
            .Field("actor", Actor)
            .Field("reason", Reason)
            .Name("old_pricing");
        if (Old is null)
        {
            json.Value((string?)null);
        }
        else
        {
            Old.Write(json);
        }

        json.Name("new_pricing");
        New.Write(json);
        json.Field("new_checksum", Checksum).Field("created_at", WireTime.Record(CreatedAt)).CloseObject();
    }
}
