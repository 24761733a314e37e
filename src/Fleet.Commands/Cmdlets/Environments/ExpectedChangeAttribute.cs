using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// Turns hashtables or objects, in our form or one of the original's, and rows of a comparison into expected changes. A script block as the value of
/// a field becomes a condition, with the value as <c>$_</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExpectedChangeAttribute : RecordTransformationAttribute<FleetExpectedChange>
{
    protected override FleetExpectedChange Read(IDictionary values, int? index)
    {
        FleetExpectedChange change = FleetExpectation.ReadChange(values, Place(index));
        return change with { Fields = Conditions(change.Fields) };
    }

    protected override FleetExpectedChange ReadOther(object? value, int? index) => value is FleetRowDiff row
        ? FleetExpectation.FromRow(row)
        : throw new FleetValidationException(
            $"{Place(index)}: {(value ?? "null")} is not an expected change. Specify a hashtable with Table, RowId, Change and Fields.");

    protected override FleetExpectedChange Plain(FleetExpectedChange record) => record with { Fields = Conditions(PlainValues.Of(record.Fields)) };

    private static string Place(int? index) => index is { } i ? $"Expect[{i}]" : "Expect";

    private static IDictionary? Conditions(IDictionary? fields)
    {
        foreach (object name in fields?.Keys.Cast<object>().ToArray() ?? [])
        {
            if (fields![name] is ScriptBlock condition)
            {
                fields[name] = new Predicate<object?>(value => LanguagePrimitives.IsTrue(
                    condition.InvokeWithContext(null, [new PSVariable("_", value)]) is { Count: 1 } one ? one[0] : null));
            }
        }

        return fields;
    }
}
