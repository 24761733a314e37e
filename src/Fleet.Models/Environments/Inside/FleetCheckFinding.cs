namespace Fleet;

/// <summary>One deviation of an instance from the expected changes.</summary>
public sealed record FleetCheckFinding
{
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";

    /// <summary><c>added</c>, <c>removed</c> or <c>modified</c>: what happened to the row, or was to happen.</summary>
    public string Change { get; init; } = "";

    /// <summary>The value of the row's key; an array if the key has several columns.</summary>
    public object? RowId { get; init; }

    /// <summary>The field; null if the finding concerns the whole row.</summary>
    public string? Field { get; init; }

    /// <summary>The expected value.</summary>
    public object? Expected { get; init; }

    /// <summary>The actual value.</summary>
    public object? Actual { get; init; }

    /// <summary>The problem in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The row, the field and the problem.</summary>
    /// <returns>For example <c>modified users 7: name is "Al", expected "Bo"</c>.</returns>
    public override string ToString() => $"{RowText.Of(Change, Table, RowId)}: {Reason}";
}
