using System.Text.Json;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>One declarative check of a task: either a statement and what it must give, or the changes that are allowed.</summary>
internal sealed record Check
{
    public required string Name { get; init; }

    /// <summary>A statement over <c>main</c> (the database as it is now) and <c>seed</c> (as it was at the start).</summary>
    public string? Sql { get; init; }

    /// <summary>What the statement must give: a value, or an array of rows. Without one the value must be true.</summary>
    public JsonElement? Expected { get; init; }

    /// <summary>Whether the statement's value is a part from 0 to 1 of the weight.</summary>
    public bool Graded { get; init; }

    /// <summary>For a check without a statement: nothing may have changed but this.</summary>
    public IReadOnlyList<AllowedChange>? UnchangedExcept { get; init; }

    /// <summary>Columns that may always change.</summary>
    public IReadOnlyList<string> IgnoreColumns { get; init; } = [];

    public double Weight { get; init; } = 1;

    /// <summary>Whether the score is 0 when this check fails, whatever the others say.</summary>
    public bool Required { get; init; }

    /// <summary>Checks that this one rests on: when one of them failed, this one fails without a word.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>The reason that is given when the check fails.</summary>
    public required string Message { get; init; }
}

/// <summary>What a kind of row may go through.</summary>
internal enum ChangeKind
{
    /// <summary>Values of columns may change.</summary>
    Changed,

    /// <summary>The row may be new.</summary>
    Added,

    /// <summary>The row may be gone.</summary>
    Removed,
}

/// <summary>Changes that are allowed in the rows of a table that meet a condition.</summary>
/// <param name="Table">The table.</param>
/// <param name="Where">An SQL condition on the row as it is now; on the row as it was, if it may be removed.</param>
/// <param name="Kind">What may happen to the row.</param>
/// <param name="Columns">The columns that may change; empty for all of them.</param>
internal sealed record AllowedChange(string Table, string Where, ChangeKind Kind, IReadOnlyList<string> Columns);
