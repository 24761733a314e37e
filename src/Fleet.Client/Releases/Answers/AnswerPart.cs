using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>
/// An object within a response. A missing value is null; an invalid count is an error, because a lost count would be a run that cost nothing.
/// </summary>
internal readonly struct AnswerPart(OrderedDictionary<string, object?> fields, string path = "")
{
    /// <summary>Returns the first of these fields that is a non-empty object.</summary>
    public AnswerPart? Part(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (fields.GetValueOrDefault(name) is OrderedDictionary<string, object?> { Count: > 0 } part)
            {
                return new AnswerPart(part, $"{path}{name}.");
            }
        }

        return null;
    }

    /// <summary>Returns the objects of a list, including those of nested lists.</summary>
    public IEnumerable<AnswerPart> Parts(string name) => Flat(fields.GetValueOrDefault(name), $"{path}{name}.");

    /// <summary>Returns a text that is not blank.</summary>
    public string? Text(string name) => fields.GetValueOrDefault(name) is string text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Returns the first of these counts that is present.</summary>
    public long? Count(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            switch (fields.GetValueOrDefault(name))
            {
                case null:
                    continue;
                case long count and >= 0:
                    return count;
                case double number when double.IsInteger(number) && number is >= 0 and < 9.2e18:
                    return (long)number;
                case var other:
                    throw FleetCheck.Failed(path + name, $"is not a count but '{other}'");
            }
        }

        return null;
    }

    private static IEnumerable<AnswerPart> Flat(object? value, string path) => value switch
    {
        OrderedDictionary<string, object?> part => [new AnswerPart(part, path)],
        object?[] items => items.SelectMany(item => Flat(item, path)),
        _ => [],
    };
}
