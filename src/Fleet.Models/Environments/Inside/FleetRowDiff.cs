using System.Collections;

namespace Fleet;

/// <summary>One row that was added, removed or modified.</summary>
public sealed record FleetRowDiff
{
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";

    /// <summary><c>added</c>, <c>removed</c> or <c>modified</c>.</summary>
    public string Change { get; init; } = "";

    /// <summary>The value of the key; an array if the key has several columns.</summary>
    public object? RowId { get; init; }

    /// <summary>The fields before: all of a removed row, those that changed of a modified one, null for an added one.</summary>
    public IDictionary? Before { get; init; }

    /// <summary>The fields after: all of an added row, those that changed of a modified one, null for a removed one.</summary>
    public IDictionary? After { get; init; }

    /// <summary>The whole row: as it is now, or as it was if it has been removed.</summary>
    public IDictionary? Data { get; init; }

    /// <summary>The names of the fields that changed; all of an added or removed row.</summary>
    public string[] Fields => [.. ((After ?? Before)?.Keys ?? Array.Empty<string>()).Cast<string>()];

    /// <summary>Names the row.</summary>
    /// <returns>For example <c>modified users 7</c>.</returns>
    public override string ToString() => RowText.Of(Change, Table, RowId);
}
