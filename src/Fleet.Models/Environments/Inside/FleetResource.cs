namespace Fleet;

/// <summary>A resource inside an instance: a database, a browser, or a kind that this release does not know.</summary>
public sealed record FleetResource
{
    /// <summary>The instance, by the id or address used to request it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The name, for example <c>current</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The kind, as the instance calls it: <c>sqlite</c>, <c>cdp</c>, <c>api</c>, or another.</summary>
    public string Type { get; init; } = "";

    /// <summary><c>ro</c> or <c>rw</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>The purpose, if the instance states one.</summary>
    public string? Label { get; init; }

    /// <summary>The tables, if they were requested and the resource is a database.</summary>
    public FleetTable[]? Tables { get; init; }

    /// <summary>True for a database, which can be queried by name.</summary>
    public bool IsDatabase => Type == "sqlite";

    /// <summary>True if the resource is writable.</summary>
    public bool IsWritable => Mode != "ro";

    /// <summary>Kind and name.</summary>
    /// <returns>For example <c>sqlite://current</c>.</returns>
    public override string ToString() => Name.Length == 0 ? "" : $"{Type}://{Name}";
}
