using System.Collections;

namespace Fleet.Client;

/// <summary>How a SQL statement is run.</summary>
public sealed record FleetQueryOptions
{
    /// <summary>The database: <c>current</c> is as it is now, <c>seed</c> as it was at the start.</summary>
    public string Database { get; init; } = "current";

    /// <summary>The values of the question marks: texts, numbers, bools and nulls. Null when the statement has none.</summary>
    public IEnumerable? Arguments { get; init; }

    /// <summary>Whether the instance is to refuse whatever changes something. Only such a statement is sent again after a failure.</summary>
    public bool ReadOnly { get; init; } = true;
}
