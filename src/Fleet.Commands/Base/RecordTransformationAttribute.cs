using System.Collections;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Makes records of what is given to a parameter: hashtables and objects of a script's own, by the names of their properties, one or a list of them.
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

    /// <summary>Makes a record of named values.</summary>
    /// <param name="values">The values, without PowerShell's wrappers.</param>
    /// <param name="index">The place in the list; null when a single one is given.</param>
    /// <exception cref="FleetValidationException">The values do not make a record.</exception>
    protected abstract T Read(IDictionary values, int? index);

    /// <summary>Makes a record of anything else, or refuses it.</summary>
    /// <param name="value">The value, without PowerShell's wrapper; null only in a list.</param>
    /// <param name="index">The place in the list; null when a single one is given.</param>
    /// <exception cref="FleetValidationException">No record can be made of it.</exception>
    protected abstract T? ReadOther(object? value, int? index);

    /// <summary>Takes PowerShell's wrappers off the free data of a record that a script made.</summary>
    protected virtual T Plain(T record) => record;

    /// <summary>Whether an object of a script's own is meant as a record.</summary>
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
