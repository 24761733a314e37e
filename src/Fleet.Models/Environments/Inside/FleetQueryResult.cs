namespace Fleet;

/// <summary>The outcome of a SQL statement that returns no rows.</summary>
public sealed record FleetQueryResult
{
    /// <summary>The instance, by the id or address used to request it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The database.</summary>
    public string Database { get; init; } = "";

    /// <summary>The number of rows added, changed or removed; null for any other kind of statement.</summary>
    public long? RowsAffected { get; init; }

    /// <summary>The row id of the last row added to this database.</summary>
    public long? LastInsertId { get; init; }

    /// <summary>The database and the outcome.</summary>
    /// <returns>For example <c>current: 3 rows affected</c>.</returns>
    public override string ToString() => Database.Length == 0 ? "" : $"{Database}: {RowsAffected ?? 0} rows affected";
}
