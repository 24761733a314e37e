using System.Text.Json;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>One declarative check of a task: either a statement with its expected result, or the allowed changes.</summary>
internal sealed record Check
{
    public required string Name { get; init; }

    /// <summary>A statement over <c>main</c> (the current database) and <c>seed</c> (the initial one).</summary>
    public string? Sql { get; init; }

    /// <summary>The statement's expected result, a value or an array of rows. If null, the result must be true.</summary>
    public JsonElement? Expected { get; init; }

    /// <summary>True if the statement returns the fraction of the weight earned, from 0 to 1.</summary>
    public bool Graded { get; init; }

    /// <summary>For a check without a statement: the only changes allowed.</summary>
    public IReadOnlyList<AllowedChange>? UnchangedExcept { get; init; }

    /// <summary>Columns that may always change.</summary>
    public IReadOnlyList<string> IgnoreColumns { get; init; } = [];

    public double Weight { get; init; } = 1;

    /// <summary>True if the score is 0 when this check fails, regardless of the others.</summary>
    public bool Required { get; init; }

    /// <summary>Prerequisite checks. If one of them fails, this one fails silently.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>The reason reported when the check fails.</summary>
    public required string Message { get; init; }
}

/// <summary>The kinds of change to a row.</summary>
internal enum ChangeKind
{
    /// <summary>Column values changed.</summary>
    Changed,

    /// <summary>The row is new.</summary>
    Added,

    /// <summary>The row was removed.</summary>
    Removed,
}

/// <summary>A change allowed in a table's rows that match a condition.</summary>
/// <param name="Table">The table.</param>
/// <param name="Where">An SQL condition on the current row or, for removals, on the original row.</param>
/// <param name="Kind">The kind of change.</param>
/// <param name="Columns">The columns that may change; empty for all.</param>
internal sealed record AllowedChange(string Table, string Where, ChangeKind Kind, IReadOnlyList<string> Columns);
