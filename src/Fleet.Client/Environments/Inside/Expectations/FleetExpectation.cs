using System.Collections;
using Fleet.Client.Environments;

namespace Fleet.Client;

/// <summary>The changes that are expected in an instance.</summary>
public sealed record FleetExpectation
{
    /// <summary>The changes; an empty list expects an unchanged instance.</summary>
    public IReadOnlyList<FleetExpectedChange> Changes { get; init; } = [];

    /// <summary>The strictness of the check.</summary>
    public FleetStrictness Strictness { get; init; } = FleetStrictness.Exactly;

    /// <summary>The tables and fields that are not checked.</summary>
    public FleetDiffOptions Ignore { get; init; } = new();

    /// <summary>
    /// Reads an expected change by the names of its fields: those of <see cref="FleetExpectedChange"/>, or those of the original's lists of allowed
    /// changes.
    /// </summary>
    /// <param name="change">
    /// For example <c>Table</c>, <c>RowId</c>, <c>Change</c>, <c>Fields</c>; or <c>table</c>, <c>pk</c>, <c>field</c>, <c>after</c>; or <c>table</c>,
    /// <c>pk</c>, <c>type</c>, <c>fields</c>, <c>resulting_fields</c>, <c>no_other_changes</c>. In all of them, the text <c>...</c> means any value.
    /// </param>
    /// <param name="place">The name of the change in errors.</param>
    /// <returns>The change.</returns>
    /// <exception cref="FleetValidationException">A name is not known, or a value is missing or of the wrong kind.</exception>
    public static FleetExpectedChange ReadChange(IDictionary change, string place = "change")
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ExpectedChangeReader(change, place).Read();
    }

    /// <summary>Creates an expectation from a change that happened elsewhere: the same change is expected again.</summary>
    /// <param name="row">The row that changed.</param>
    /// <returns>The change.</returns>
    public static FleetExpectedChange FromRow(FleetRowDiff row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new FleetExpectedChange { Table = row.Table, Change = row.Change, RowId = row.RowId, Fields = row.After ?? row.Before };
    }

    /// <summary>Checks that the expectation is valid.</summary>
    /// <exception cref="FleetValidationException">A change has no table, is none of the three kinds, or has a value that its kind does not support.</exception>
    public void Require()
    {
        for (int i = 0; i < Changes.Count; i++)
        {
            ExpectedChangeReader.Require(Changes[i], $"{nameof(Changes)}[{i}]");
        }
    }

    /// <summary>Checks differences against the expectation. Nothing is sent.</summary>
    /// <param name="diff">The differences.</param>
    /// <returns>The unexpected and the missing changes.</returns>
    /// <exception cref="FleetValidationException">The expectation is not valid.</exception>
    public FleetInstanceCheck Check(FleetInstanceDiff diff)
    {
        ArgumentNullException.ThrowIfNull(diff);
        Require();
        return new ExpectationCheck(this).Run(diff);
    }
}
