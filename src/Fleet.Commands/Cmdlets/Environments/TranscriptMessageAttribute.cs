using System.Collections;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Makes messages of what is given to a parameter: hashtables and objects by the names of their properties, or by those on the wire (<c>tool_calls</c>);
/// a text is a user's. What is neither is reported as a failed cast, so that a piped session can reach <c>-SessionId</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TranscriptMessageAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = inputData.Bare();
        return bare switch
        {
            null => null,
            IEnumerable list and not (string or IDictionary) => list.Cast<object?>().Select(Message).ToArray(),
            _ => new[] { Message(inputData) },
        };
    }

    private static FleetTranscriptMessage? Message(object? value)
    {
        object? bare = value.Bare();
        switch (bare)
        {
            case null or FleetTranscriptMessage:
                return (FleetTranscriptMessage?)bare;
            case string text:
                return new FleetTranscriptMessage { Role = "user", Content = text };
            case IDictionary fields:
                return Read(PlainValues.Of(fields));
            case PSCustomObject when ((PSObject)value!).Properties["role"] is not null:
                return Read((IDictionary)PlainValues.Of(new[] { value })[0]!);
            default:
                string message = $"A {bare.GetType().Name} is no message. Give a text, or a hashtable with Role and Content.";
                throw new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
        }
    }

    private static FleetTranscriptMessage Read(IDictionary fields)
    {
        FleetTranscriptMessage message = new();
        foreach (DictionaryEntry field in fields)
        {
            string name = (string)field.Key;
            message = name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() switch
            {
                "role" => message with { Role = To<string>(field.Value) ?? "" },
                "content" => message with { Content = field.Value },
                "thinking" => message with { Thinking = To<string>(field.Value) },
                "toolcalls" => message with { ToolCalls = To<object[]>(field.Value) },
                "toolcallid" => message with { ToolCallId = To<string>(field.Value) },
                "timestamp" => message with { Timestamp = To<DateTimeOffset?>(field.Value) },
                "tokens" => message with { Tokens = To<int?>(field.Value) },
                "metadata" => message with { Metadata = To<IDictionary>(field.Value) },
                _ => throw new ArgumentTransformationMetadataException($"A message has no '{name}'. It has Role, Content, Thinking, ToolCalls, ToolCallId, Timestamp, Tokens and Metadata."),
            };
        }

        return message;
    }

    private static T? To<T>(object? value) => value is null ? default : LanguagePrimitives.ConvertTo<T>(value);
}
