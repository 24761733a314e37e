namespace Fleet;

/// <summary>A column of a table.</summary>
public sealed record FleetColumn
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The declared type; empty if there is none.</summary>
    public string Type { get; init; } = "";

    /// <summary>True if the column does not accept null.</summary>
    public bool NotNull { get; init; }

    /// <summary>The default, as SQL; null if there is none.</summary>
    public string? DefaultValue { get; init; }

    /// <summary>The position in the primary key, counted from 1; 0 for none.</summary>
    public int KeyPosition { get; init; }

    /// <summary>True if the column is part of the primary key.</summary>
    public bool IsPrimaryKey => KeyPosition > 0;

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
