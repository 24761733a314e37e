using System.Collections;

namespace Fleet.Client;

/// <summary>Options for running a SQL statement.</summary>
public sealed record FleetQueryOptions
{
    /// <summary>The database: <c>current</c> is the present state, <c>seed</c> the initial one.</summary>
    public string Database { get; init; } = "current";

    /// <summary>The values of the question marks: texts, numbers, bools and nulls. Null if the statement has none.</summary>
    public IEnumerable? Arguments { get; init; }

    /// <summary>True to let the instance reject a statement that changes something. Only such a query is sent again after a failure.</summary>
    public bool ReadOnly { get; init; } = true;
}
