namespace Fleet;

/// <summary>Something inside an instance: a database, a browser, or a kind that this release does not know.</summary>
public sealed record FleetResource
{
    /// <summary>The instance, by the id or address it was asked for with.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The name, for example <c>current</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The instance's word for the kind: <c>sqlite</c>, <c>cdp</c>, <c>api</c>, or another.</summary>
    public string Type { get; init; } = "";

    /// <summary><c>ro</c> or <c>rw</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>What it is for, where the instance says so.</summary>
    public string? Label { get; init; }

    /// <summary>The tables, when they were asked for and it is a database.</summary>
    public FleetTable[]? Tables { get; init; }

    /// <summary>Whether it is a database, which can be queried by its name.</summary>
    public bool IsDatabase => Type == "sqlite";

    /// <summary>Whether something in it can be changed.</summary>
    public bool IsWritable => Mode != "ro";

    /// <summary>Kind and name.</summary>
    /// <returns>For example <c>sqlite://current</c>.</returns>
    public override string ToString() => Name.Length == 0 ? "" : $"{Type}://{Name}";
}
