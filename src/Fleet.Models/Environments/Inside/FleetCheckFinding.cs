namespace Fleet;

/// <summary>One thing in an instance that is not as it is expected.</summary>
public sealed record FleetCheckFinding
{
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";

    /// <summary><c>added</c>, <c>removed</c> or <c>modified</c>: what happened to the row, or was to happen.</summary>
    public string Change { get; init; } = "";

    /// <summary>The value of the row's key; an array when the key has several columns.</summary>
    public object? RowId { get; init; }

    /// <summary>The field; null when it is about the row as a whole.</summary>
    public string? Field { get; init; }

    /// <summary>What the field was expected to be.</summary>
    public object? Expected { get; init; }

    /// <summary>What the field is.</summary>
    public object? Actual { get; init; }

    /// <summary>What is wrong, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The row, the field and what is wrong.</summary>
    /// <returns>For example <c>modified users 7: name is "Al", expected "Bo"</c>.</returns>
    public override string ToString() => $"{RowText.Of(Change, Table, RowId)}: {Reason}";
}
