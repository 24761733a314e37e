using System.Collections;

namespace Fleet;

/// <summary>One expected change in an instance: a row that is added, removed or modified.</summary>
public sealed record FleetExpectedChange
{
    /// <summary>Matches any value of a field.</summary>
    public static object Any { get; } = new AnyValue();

    /// <summary>The table.</summary>
    public string Table { get; init; } = "";

    /// <summary><c>added</c>, <c>removed</c> or <c>modified</c>.</summary>
    public string Change { get; init; } = "";

    /// <summary>The value of the row's key; an array if the key has several columns. Null matches one row with any key.</summary>
    public object? RowId { get; init; }

    /// <summary>
    /// The values of the fields: of an added row, of a removed row before its removal, or the new ones of a modified row. A value can be
    /// <see cref="Any"/>, or a <c>Predicate&lt;object&gt;</c> that tests it. Null ignores the fields.
    /// </summary>
    public IDictionary? Fields { get; init; }

    /// <summary>True if no other field of a modified row may change. By default, that is so whenever <see cref="Fields"/> are given.</summary>
    public bool? NoOtherChanges { get; init; }

    /// <summary>Names the row.</summary>
    /// <returns>For example <c>modified users 7</c>.</returns>
    public override string ToString() => RowText.Of(Change, Table, RowId);

    private sealed class AnyValue
    {
        public override string ToString() => "(any)";
    }
}
