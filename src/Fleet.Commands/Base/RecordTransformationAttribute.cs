using System.Collections;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Turns the values of a parameter, one or a list of them, into records: hashtables and custom objects by the names of their properties.
/// </summary>
/// <typeparam name="T">The type of the records.</typeparam>
internal abstract class RecordTransformationAttribute<T> : ArgumentTransformationAttribute
    where T : class
{
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData.Bare() switch
    {
        // Null is for the parameter's validation.
        null => null,
        IEnumerable list and not (string or IDictionary) => list.Cast<object?>().Select((item, index) => Record(item, index)).ToArray(),
        _ => new[] { Record(inputData, null) },
    };

    /// <summary>Makes a record from named values.</summary>
    /// <param name="values">The values, without PowerShell's wrappers.</param>
    /// <param name="index">The index in the list; null for a single value.</param>
    /// <exception cref="FleetValidationException">The values do not make a record.</exception>
    protected abstract T Read(IDictionary values, int? index);

    /// <summary>Makes a record from anything else, or rejects it.</summary>
    /// <param name="value">The value, without its PowerShell wrapper; null only in a list.</param>
    /// <param name="index">The index in the list; null for a single value.</param>
    /// <exception cref="FleetValidationException">No record can be made from it.</exception>
    protected abstract T? ReadOther(object? value, int? index);

    /// <summary>Removes PowerShell's wrappers from the free data of a record made by a script.</summary>
    protected virtual T Plain(T record) => record;

    /// <summary>Decides if a custom object is meant as a record.</summary>
    protected virtual bool IsRecord(PSObject custom) => true;

    private T? Record(object? value, int? index)
    {
        try
        {
            return value.Bare() switch
            {
                T record => Plain(record),
                IDictionary values => Read(PlainValues.Of(values), index),
                PSCustomObject when IsRecord((PSObject)value!) => Read((IDictionary)PlainValues.Of(new[] { value })[0]!, index),
                var other => ReadOther(other, index),
            };
        }
        catch (FleetValidationException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
