using System.Collections;

namespace Fleet;

/// <summary>One change that is expected in an instance: a row that is added, removed or modified.</summary>
public sealed record FleetExpectedChange
{
    /// <summary>Stands for any value of a field.</summary>
    public static object Any { get; } = new AnyValue();

    /// <summary>The table.</summary>
    public string Table { get; init; } = "";

    /// <summary><c>added</c>, <c>removed</c> or <c>modified</c>.</summary>
    public string Change { get; init; } = "";

    /// <summary>The value of the row's key; an array when the key has several columns. Null stands for one row of any key.</summary>
    public object? RowId { get; init; }

    /// <summary>
    /// The values of the fields: of an added row, of a removed row as it was, of a modified row what its fields have become. A value can be
    /// <see cref="Any"/>, or a <c>Predicate&lt;object&gt;</c> that judges it. Null does not look at fields.
    /// </summary>
    public IDictionary? Fields { get; init; }

    /// <summary>Whether no other field of a modified row may have changed. Unset, none may where <see cref="Fields"/> are given.</summary>
    public bool? NoOtherChanges { get; init; }

    /// <summary>Which row it is.</summary>
    /// <returns>For example <c>modified users 7</c>.</returns>
    public override string ToString() => RowText.Of(Change, Table, RowId);

    private sealed class AnyValue
    {
        public override string ToString() => "(any)";
    }
}
