using System.Collections;
using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// Makes run events of what is given to a parameter: a hashtable, a row of a table or any object of a script's own, by the names of its
/// properties. A misspelt name is refused: a lost count of tokens would be a run that cost nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RunEventAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = inputData.Bare();
        return bare switch
        {
            null or FleetRunEvent or FleetRunEvent[] => bare,
            IList list => list.Cast<object?>().Select(Event).ToArray(),
            _ => Event(inputData),
        };
    }

    private static FleetRunEvent? Event(object? value)
    {
        object? bare = value.Bare();
        if (bare is null or FleetRunEvent)
        {
            return (FleetRunEvent?)bare;
        }

        try
        {
            return FleetRunEventColumns.Read(Values(value!, bare));
        }
        catch (FleetValidationException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Values(object value, object bare) => bare switch
    {
        IDictionary dictionary => Entries(dictionary),
        PSCustomObject => ((PSObject)value).Properties.Select(static property => KeyValuePair.Create(property.Name, Plain(property.Value))),
        _ => throw new FleetValidationException($"A {bare.GetType().Name} is no run event. Give a Fleet.FleetRunEvent, a hashtable or a row with its properties."),
    };

    // Enumerated as a dictionary: as a sequence, a generic one has pairs of another kind.
    private static List<KeyValuePair<string, object?>> Entries(IDictionary dictionary)
    {
        List<KeyValuePair<string, object?>> entries = [];
        foreach (DictionaryEntry entry in dictionary)
        {
            entries.Add(KeyValuePair.Create(LanguagePrimitives.ConvertTo<string>(entry.Key), Plain(entry.Value)));
        }

        return entries;
    }

    private static object? Plain(object? value)
    {
        object? bare = value.Bare();
        return bare is IList list and not Array ? list.Cast<object?>().ToArray() : bare is object?[] array ? array.Select(PlainValues.Bare).ToArray() : bare;
    }
}
