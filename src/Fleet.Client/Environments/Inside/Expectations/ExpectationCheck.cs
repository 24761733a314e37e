using System.Collections;
using System.Globalization;

namespace Fleet.Client.Environments;

/// <summary>Compares the changed rows of an instance with the entries of an expectation.</summary>
/// <remarks>
/// An entry that names the key of a row is about that row. One without a key is about any one row that it accepts, so these are matched:
/// as many of them as possible get a row of their own. All rows are checked, even if no entry names their table.
/// </remarks>
internal sealed class ExpectationCheck(FleetExpectation expectation)
{
    private readonly List<FleetCheckFinding> _unexpected = [];
    private readonly List<FleetCheckFinding> _missing = [];
    private readonly HashSet<FleetExpectedChange> _happened = new(ReferenceEqualityComparer.Instance);
    private readonly RowFilter _filter = new(expectation.Ignore);

    private bool IsExact => expectation.Strictness is FleetStrictness.Exactly;

    public FleetInstanceCheck Run(FleetInstanceDiff diff)
    {
        FleetRowDiff[] rows = [.. _filter.Changed(diff)];
        ILookup<(string Place, string Key), FleetExpectedChange> keyed = expectation.Changes
            .Where(static entry => entry.RowId is not null)
            .ToLookup(static entry => (Place(entry), FieldEquality.KeyText(entry.RowId)));
        List<FleetRowDiff> others = [];
        foreach (FleetRowDiff row in rows)
        {
            FleetExpectedChange[] entries = [.. row.RowId is null ? [] : keyed[(Place(row), FieldEquality.KeyText(row.RowId))]];
            if (entries.Length == 0)
            {
                others.Add(row);
                continue;
            }

            _happened.UnionWith(entries);
            _unexpected.AddRange(Judge(row, entries));
        }

        MatchKeyless(others);
        if (IsExact)
        {
            _missing.AddRange(expectation.Changes.Where(entry => !_happened.Contains(entry)).Select(static entry => Finding(entry, "did not happen")));
        }

        return new FleetInstanceCheck
        {
            InstanceId = diff.InstanceId,
            Strictness = expectation.Strictness,
            Unexpected = [.. _unexpected],
            Missing = [.. _missing],
            ChangedRows = rows.Length,
            Diff = diff,
        };
    }

    // Table names are case-insensitive in SQLite.
    private static string Place(FleetExpectedChange entry) => $"{entry.Change} {entry.Table.ToUpperInvariant()}";

    private static string Place(FleetRowDiff row) => $"{row.Change} {row.Table.ToUpperInvariant()}";

    private void MatchKeyless(List<FleetRowDiff> rows)
    {
        ILookup<string, FleetExpectedChange> keyless = expectation.Changes.Where(static entry => entry.RowId is null).ToLookup(Place);
        foreach (IGrouping<string, FleetRowDiff> group in rows.GroupBy(Place))
        {
            FleetExpectedChange[] entries = [.. keyless[group.Key]];
            FleetRowDiff[] changed = [.. group];
            int?[] entryOfRow = Matching.Find(changed.Length, entries.Length, (row, entry) => Judge(changed[row], [entries[entry]]).Count == 0);
            List<FleetExpectedChange> left = [.. entries.Where((_, i) => !entryOfRow.Contains(i))];
            _happened.UnionWith(entries.Except(left, ReferenceEqualityComparer.Instance).Cast<FleetExpectedChange>());
            for (int i = 0; i < changed.Length; i++)
            {
                if (entryOfRow[i] is null)
                {
                    Explain(changed[i], left);
                }
            }
        }
    }

    /// <summary>Explains why a row is not expected: if an entry about such a row is left, by how the row differs from it.</summary>
    private void Explain(FleetRowDiff row, List<FleetExpectedChange> left)
    {
        if (left.Count == 0)
        {
            _unexpected.Add(Finding(row, null, "nothing expects it"));
            return;
        }

        (FleetExpectedChange nearest, List<FleetCheckFinding> faults) = left.Select(entry => (entry, Judge(row, [entry])))
            .MinBy(static pair => pair.Item2.Count);
        left.Remove(nearest);
        _happened.Add(nearest);
        _unexpected.AddRange(faults);
    }

    /// <summary>Returns the faults of a row for which there are entries; none if they accept it.</summary>
    private List<FleetCheckFinding> Judge(FleetRowDiff row, FleetExpectedChange[] entries) => row.Change switch
    {
        RowChange.Modified => JudgeModified(row, entries),
        _ => entries.Select(entry => JudgeWhole(row, entry)).MinBy(static faults => faults.Count)!,
    };

    private List<FleetCheckFinding> JudgeWhole(FleetRowDiff row, FleetExpectedChange entry)
    {
        List<FleetCheckFinding> faults = [];
        if (entry.Fields is not { } expected)
        {
            return faults;
        }

        IDictionary actual = row.After ?? row.Before ?? row.Data ?? new Dictionary<string, object>();
        foreach (DictionaryEntry field in expected)
        {
            string name = NameOf(field);
            if (_filter.Takes(row.Table, name))
            {
                if (Find(actual, name) is not { } found)
                {
                    faults.Add(Finding(row, name, $"{name} is not a field of the table", field.Value));
                }
                else if (!FieldEquality.Fits(field.Value, found.Value))
                {
                    faults.Add(Wrong(row, name, field.Value, found.Value));
                }
            }
        }

        // A removed row has no values that could be unexpected.
        if (row.Change == RowChange.Added && expectation.Strictness is not FleetStrictness.Only)
        {
            foreach (DictionaryEntry field in actual)
            {
                string name = NameOf(field);
                if (_filter.Takes(row.Table, name) && !RowFilter.IsRowNumber(name) && Find(expected, name) is null)
                {
                    faults.Add(NotNamed(row, name, field.Value));
                }
            }
        }

        return faults;
    }

    private List<FleetCheckFinding> JudgeModified(FleetRowDiff row, FleetExpectedChange[] entries)
    {
        List<FleetCheckFinding> faults = [];
        bool othersMayChange = entries.Any(static entry => entry.Fields is null || entry.NoOtherChanges == false);
        foreach (string name in row.Fields.Where(name => _filter.Takes(row.Table, name)))
        {
            object? actual = row.After![name];
            object?[] expected =
            [
                .. entries
                    .Select(entry => entry.Fields is { } fields ? Find(fields, name) : null)
                    .OfType<DictionaryEntry>()
                    .Select(static field => field.Value),
            ];
            if (expected.Length > 0 && !expected.Any(value => FieldEquality.Fits(value, actual)))
            {
                faults.Add(Wrong(row, name, expected[0], actual));
            }
            else if (expected.Length == 0 && !othersMayChange)
            {
                faults.Add(NotNamed(row, name, actual));
            }
        }

        if (IsExact)
        {
            faults.AddRange(entries.SelectMany(entry => Unchanged(row, entry)));
        }

        return faults;
    }

    /// <summary>Returns the findings for fields that did not change and do not have the expected value.</summary>
    private IEnumerable<FleetCheckFinding> Unchanged(FleetRowDiff row, FleetExpectedChange entry)
    {
        foreach (DictionaryEntry field in entry.Fields ?? new Dictionary<string, object>())
        {
            string name = NameOf(field);
            if (_filter.Takes(row.Table, name) && Find(row.After!, name) is null && row.Data is { } now)
            {
                if (Find(now, name) is not { } found)
                {
                    yield return Finding(row, name, $"{name} is not a field of the table", field.Value);
                }
                else if (!FieldEquality.Fits(field.Value, found.Value))
                {
                    yield return Wrong(row, name, field.Value, found.Value);
                }
            }
        }
    }

    private static string NameOf(DictionaryEntry field) => Convert.ToString(field.Key, CultureInfo.InvariantCulture) ?? "";

    // Column names are case-insensitive too.
    private static DictionaryEntry? Find(IDictionary fields, string name)
    {
        foreach (DictionaryEntry field in fields)
        {
            if (string.Equals(NameOf(field), name, StringComparison.OrdinalIgnoreCase))
            {
                return field;
            }
        }

        return null;
    }

    private static FleetCheckFinding Wrong(FleetRowDiff row, string field, object? expected, object? actual) =>
        Finding(row, field, $"{field} is {FieldEquality.Show(actual)}, expected {FieldEquality.Show(expected)}", expected, actual);

    private static FleetCheckFinding NotNamed(FleetRowDiff row, string field, object? actual) =>
        Finding(row, field, $"{field} is {FieldEquality.Show(actual)}, which the expectation does not mention", actual: actual);

    private static FleetCheckFinding Finding(FleetRowDiff row, string? field, string reason, object? expected = null, object? actual = null) => new()
    {
        Table = row.Table,
        Change = row.Change,
        RowId = row.RowId,
        Field = field,
        Expected = expected,
        Actual = actual,
        Reason = reason,
    };

    private static FleetCheckFinding Finding(FleetExpectedChange entry, string reason) =>
        new()
        {
            Table = entry.Table,
            Change = entry.Change,
            RowId = entry.RowId,
            Reason = entry.RowId is null && entry.Fields is { Count: > 0 } fields ? $"{reason} ({Shown(fields)})" : reason,
        };

    private static string Shown(IDictionary fields) =>
        string.Join(", ", fields.Keys.Cast<object>().Take(3).Select(name => $"{name}: {FieldEquality.Show(fields[name])}"));
}
