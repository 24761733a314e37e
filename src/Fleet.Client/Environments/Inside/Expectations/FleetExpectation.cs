using System.Collections;
using Fleet.Client.Environments;

namespace Fleet.Client;

/// <summary>The changes that are expected in an instance.</summary>
public sealed record FleetExpectation
{
    /// <summary>The changes; none expects an untouched instance.</summary>
    public IReadOnlyList<FleetExpectedChange> Changes { get; init; } = [];

    /// <summary>How closely they are looked at.</summary>
    public FleetStrictness Strictness { get; init; } = FleetStrictness.Exactly;

    /// <summary>What is not looked at.</summary>
    public FleetDiffOptions Ignore { get; init; } = new();

    /// <summary>Reads an expected change by the names of its fields: those of <see cref="FleetExpectedChange"/>, or those of the original's lists of allowed changes.</summary>
    /// <param name="change">
    /// For example <c>Table</c>, <c>RowId</c>, <c>Change</c>, <c>Fields</c>; or <c>table</c>, <c>pk</c>, <c>field</c>, <c>after</c>; or <c>table</c>,
    /// <c>pk</c>, <c>type</c>, <c>fields</c>, <c>resulting_fields</c>, <c>no_other_changes</c>. In all of them the text <c>...</c> stands for any value.
    /// </param>
    /// <param name="place">How the change is called in an error.</param>
    /// <returns>The change.</returns>
    /// <exception cref="FleetValidationException">A name is not known, or a value is missing or not what it must be.</exception>
    public static FleetExpectedChange ReadChange(IDictionary change, string place = "change")
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ExpectedChangeReader(change, place).Read();
    }

    /// <summary>Makes an expectation of what has happened elsewhere: the same is to happen again.</summary>
    /// <param name="row">The row that changed.</param>
    /// <returns>The change.</returns>
    public static FleetExpectedChange FromRow(FleetRowDiff row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new FleetExpectedChange { Table = row.Table, Change = row.Change, RowId = row.RowId, Fields = row.After ?? row.Before };
    }

    /// <summary>Checks that the expectation makes sense.</summary>
    /// <exception cref="FleetValidationException">A change has no table, or is none of the three kinds, or asks for what its kind does not have.</exception>
    public void Require()
    {
        for (int i = 0; i < Changes.Count; i++)
        {
            ExpectedChangeReader.Require(Changes[i], $"{nameof(Changes)}[{i}]");
        }
    }

    /// <summary>Holds differences against what is expected. Nothing is sent.</summary>
    /// <param name="diff">The differences.</param>
    /// <returns>What is unexpected, and what is missing.</returns>
    /// <exception cref="FleetValidationException">The expectation makes no sense.</exception>
    public FleetInstanceCheck Check(FleetInstanceDiff diff)
    {
        ArgumentNullException.ThrowIfNull(diff);
        Require();
        return new ExpectationCheck(this).Run(diff);
    }
}
