using System.Collections;
using System.Collections.Specialized;

namespace Fleet;

/// <summary>A row returned by a query.</summary>
/// <remarks>
/// It has methods but no properties: in PowerShell each column is a property of the row, and a column can have any name.
/// </remarks>
public sealed class FleetRow
{
    private readonly string[] _columns;
    private readonly object?[] _values;

    /// <summary>Creates a row without columns.</summary>
    public FleetRow()
        : this([], [])
    {
    }

    /// <summary>Creates a row.</summary>
    /// <param name="columns">The names of the columns, which need not be unique.</param>
    /// <param name="values">Their values.</param>
    /// <exception cref="ArgumentException">There are not as many values as columns.</exception>
    public FleetRow(string[] columns, object?[] values)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        if (columns.Length != values.Length)
        {
            throw new ArgumentException($"There are {columns.Length} columns and {values.Length} values.", nameof(values));
        }

        _columns = columns;
        _values = values;
    }

    /// <summary>The names of the columns, in the query's order.</summary>
    /// <returns>A copy.</returns>
    public string[] GetColumns() => [.. _columns];

    /// <summary>The values, in the order of the columns: null, long, double or string.</summary>
    /// <returns>A copy.</returns>
    public object?[] GetValues() => [.. _values];

    /// <summary>The value of a column.</summary>
    /// <param name="column">The column's name; the first of two with the same name.</param>
    /// <returns>Null, a long, a double or a string.</returns>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public object? GetValue(string column) =>
        Array.FindIndex(_columns, name => string.Equals(name, column, StringComparison.OrdinalIgnoreCase)) is >= 0 and int index
        ? _values[index]
        : throw new ArgumentException($"The row has no column '{column}'; it has {string.Join(", ", _columns)}.", nameof(column));

    /// <summary>The values by their columns.</summary>
    /// <returns>A copy; of two columns with the same name it contains the last.</returns>
    public IDictionary ToDictionary()
    {
        OrderedDictionary values = new(_columns.Length);
        foreach ((string column, object? value) in _columns.Zip(_values))
        {
            values[(object)column] = value;
        }

        return values;
    }

    /// <summary>The columns with their values.</summary>
    /// <returns>For example <c>id=1; name=Alice</c>.</returns>
    public override string ToString() =>
        string.Join("; ", _columns.Zip(_values).Select(static pair => FormattableString.Invariant($"{pair.First}={pair.Second}")));
}
