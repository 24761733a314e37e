namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>The kinds of entry in the ledger.</summary>
internal static class EntryKind
{
    /// <summary>A release was registered.</summary>
    public const string Release = "release";

    /// <summary>A price table was imported or replaced.</summary>
    public const string Prices = "prices";

    /// <summary>A policy was set.</summary>
    public const string Policy = "policy";

    /// <summary>A promotion or rollback was attempted.</summary>
    public const string Action = "action";

    /// <summary>A promotion was requested.</summary>
    public const string Request = "request";

    /// <summary>A request was completed or denied.</summary>
    public const string Resolution = "resolution";

    /// <summary>The workspace's settings were changed.</summary>
    public const string Workspace = "workspace";

    /// <summary>A ledger of the original was imported; its contents follow.</summary>
    public const string Import = "import";

    /// <summary>A pointer of an imported ledger that its actions do not account for.</summary>
    public const string Pointer = "pointer";
}
