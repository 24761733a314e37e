namespace Fleet;

/// <summary>What a SQL statement without rows did to a database.</summary>
public sealed record FleetQueryResult
{
    /// <summary>The instance, by the id or address it was asked for with.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The database.</summary>
    public string Database { get; init; } = "";

    /// <summary>How many rows were added, changed or removed; null when the statement is of another kind.</summary>
    public long? RowsAffected { get; init; }

    /// <summary>The row id of the last row that was added on this database.</summary>
    public long? LastInsertId { get; init; }

    /// <summary>The database and what was done.</summary>
    /// <returns>For example <c>current: 3 rows affected</c>.</returns>
    public override string ToString() => Database.Length == 0 ? "" : $"{Database}: {RowsAffected ?? 0} rows affected";
}
