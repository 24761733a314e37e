using System.Collections;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// Turns hashtables, table rows and custom objects into run events, by the names of their properties. A misspelt name is rejected: a lost
/// token count would make the run look free.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RunEventAttribute : RecordTransformationAttribute<FleetRunEvent>
{
    protected override FleetRunEvent Read(IDictionary values, int? index) => FleetRunEventColumns.Read(Pairs(values));

    protected override FleetRunEvent? ReadOther(object? value, int? index) => value is null
        ? null
        : throw new FleetValidationException(
            $"A value of type {value.GetType().Name} is not a run event. Specify a Fleet.FleetRunEvent, a hashtable, or a row with its properties.");

    // Converted here once; nothing else unwraps the labels on their way to the service.
    protected override FleetRunEvent Plain(FleetRunEvent record) => record with { Labels = PlainValues.Of(record.Labels) ?? new Dictionary<string, string>() };

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(IDictionary values)
    {
        foreach (DictionaryEntry entry in values)
        {
            yield return KeyValuePair.Create((string)entry.Key, entry.Value);
        }
    }
}
