using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Removes PowerShell's wrappers from values on their way to the client: the values in a script's hashtable are often PSObjects, and a
/// custom object is meant as a dictionary.
/// </summary>
internal static class PlainValues
{
    private const int MaxDepth = 64;

    /// <summary>Returns a value without its PowerShell wrapper.</summary>
    public static object? Bare(this object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>Makes a dictionary of plain values, in the given order; null for null.</summary>
    /// <exception cref="FleetValidationException">It is nested too deeply, or contains itself.</exception>
    [return: NotNullIfNotNull(nameof(values))]
    public static IDictionary? Of(IDictionary? values) => values is null ? null : Dictionary(values, 0);

    /// <summary>Makes a list of plain values.</summary>
    /// <exception cref="FleetValidationException">It is nested too deeply, or contains itself.</exception>
    public static object?[] Of(IEnumerable values) => List(values, 0);

    /// <summary>Makes a task whose free data is plain.</summary>
    /// <exception cref="FleetValidationException">It is nested too deeply, or contains itself.</exception>
    public static FleetTask Of(FleetTask task) => task with
    {
        EnvVariables = Of(task.EnvVariables),
        Metadata = Of(task.Metadata),
        OutputJsonSchema = Of(task.OutputJsonSchema),
    };

    private static object? Value(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FleetValidationException($"The value is nested more than {MaxDepth} levels deep, or contains itself.");
        }

        // A custom object is its own wrapper; every other wrapper is removed.
        if (value is PSObject wrapped)
        {
            if (wrapped.BaseObject is PSCustomObject)
            {
                return Properties(wrapped, depth);
            }

            value = wrapped.BaseObject;
        }

        return value switch
        {
            IDictionary dictionary => Dictionary(dictionary, depth),
            string => value,
            IEnumerable list => List(list, depth),
            _ => value,
        };
    }

    private static OrderedDictionary Dictionary(IDictionary values, int depth)
    {
        OrderedDictionary plain = new(values.Count);
        foreach (DictionaryEntry entry in values)
        {
            plain[(object)LanguagePrimitives.ConvertTo<string>(entry.Key)] = Value(entry.Value, depth + 1);
        }

        return plain;
    }

    private static OrderedDictionary Properties(PSObject custom, int depth)
    {
        OrderedDictionary plain = [];
        foreach (PSPropertyInfo property in custom.Properties)
        {
            plain[(object)property.Name] = Value(property.Value, depth + 1);
        }

        return plain;
    }

    private static object?[] List(IEnumerable values, int depth)
    {
        List<object?> plain = [];
        foreach (object? value in values)
        {
            plain.Add(Value(value, depth + 1));
        }

        return [.. plain];
    }
}
