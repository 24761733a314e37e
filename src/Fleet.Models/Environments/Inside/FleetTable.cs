namespace Fleet;

/// <summary>A table of an instance's database.</summary>
public sealed record FleetTable
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The SQL statement that created the table.</summary>
    public string? Sql { get; init; }

    /// <summary>The columns, in their order.</summary>
    public FleetColumn[] Columns { get; init; } = [];

    /// <summary>The names of the columns of the primary key, in the key's order.</summary>
    public string[] PrimaryKey =>
        [.. Columns.Where(static column => column.IsPrimaryKey).OrderBy(static column => column.KeyPosition).Select(static column => column.Name)];

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
