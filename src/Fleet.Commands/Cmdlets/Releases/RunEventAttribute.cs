using System.Collections;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>
/// Makes run events of hashtables, rows of a table and any objects of a script's own, by the names of their properties. A misspelt name is refused: a lost
/// count of tokens would be a run that cost nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RunEventAttribute : RecordTransformationAttribute<FleetRunEvent>
{
    protected override FleetRunEvent Read(IDictionary values, int? index) => FleetRunEventColumns.Read(Pairs(values));

    protected override FleetRunEvent? ReadOther(object? value, int? index) => value is null
        ? null
        : throw new FleetValidationException(
            $"A {value.GetType().Name} is no run event. Give a Fleet.FleetRunEvent, a hashtable or a row with its properties.");

    // Once, here: nothing converts the labels again on their way to the service.
    protected override FleetRunEvent Plain(FleetRunEvent record) => record with { Labels = PlainValues.Of(record.Labels) ?? new Dictionary<string, string>() };

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(IDictionary values)
    {
        foreach (DictionaryEntry entry in values)
        {
            yield return KeyValuePair.Create((string)entry.Key, entry.Value);
        }
    }
}
