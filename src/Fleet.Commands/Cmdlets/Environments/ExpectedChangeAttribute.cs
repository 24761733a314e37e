using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// Makes expected changes of what is given to a parameter: hashtables or objects in our form or in one of the original's, rows of a comparison, or what
/// was made before. A script block as the value of a field becomes a condition, with the value as <c>$_</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExpectedChangeAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = inputData.Bare();
        return bare switch
        {
            null => null,
            IEnumerable list and not (string or IDictionary) => list.Cast<object?>().Select((item, i) => Change(item, $"Expect[{i}]")).ToArray(),
            _ => new[] { Change(inputData, "Expect") },
        };
    }

    private static FleetExpectedChange Change(object? value, string place)
    {
        try
        {
            return value.Bare() switch
            {
                FleetExpectedChange change => change with { Fields = Conditions(PlainValues.Of(change.Fields)) },
                FleetRowDiff row => FleetExpectation.FromRow(row),
                IDictionary fields => Read(PlainValues.Of(fields), place),
                PSCustomObject => Read((IDictionary)PlainValues.Of(new[] { value })[0]!, place),
                var other => throw new FleetValidationException($"{place}: {(other ?? "null")} is no expected change. Give a hashtable with Table, RowId, Change and Fields."),
            };
        }
        catch (FleetValidationException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    private static FleetExpectedChange Read(IDictionary values, string place)
    {
        FleetExpectedChange change = FleetExpectation.ReadChange(values, place);
        return change with { Fields = Conditions(change.Fields) };
    }

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
