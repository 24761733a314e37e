namespace Fleet;

/// <summary>A column of a table.</summary>
public sealed record FleetColumn
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The declared type; empty when there is none.</summary>
    public string Type { get; init; } = "";

    /// <summary>Whether it refuses null.</summary>
    public bool NotNull { get; init; }

    /// <summary>The default, as SQL; null when there is none.</summary>
    public string? DefaultValue { get; init; }

    /// <summary>The place in the primary key, from 1; 0 is none.</summary>
    public int KeyPosition { get; init; }

    /// <summary>Whether it is part of the primary key.</summary>
    public bool IsPrimaryKey => KeyPosition > 0;

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
