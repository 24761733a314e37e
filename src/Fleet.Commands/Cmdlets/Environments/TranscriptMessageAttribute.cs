using System.Collections;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Turns hashtables and objects into messages, by the names of their properties or those on the wire (<c>tool_calls</c>), and text into a user's message.
/// Anything else is reported as a failed cast, so that a piped session can reach <c>-SessionId</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TranscriptMessageAttribute : RecordTransformationAttribute<FleetTranscriptMessage>
{
    protected override bool IsRecord(PSObject custom) => custom.Properties["role"] is not null;

    protected override FleetTranscriptMessage? ReadOther(object? value, int? index)
    {
        switch (value)
        {
            case null:
                return null;
            case string text:
                return new FleetTranscriptMessage { Role = "user", Content = text };
            default:
                string message = $"A value of type {value.GetType().Name} is not a message. Specify text, or a hashtable with Role and Content.";
                throw new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
        }
    }

    protected override FleetTranscriptMessage Read(IDictionary values, int? index)
    {
        FleetTranscriptMessage message = new();
        foreach (DictionaryEntry field in values)
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
                _ => throw new ArgumentTransformationMetadataException(
                    $"A message does not have '{name}'. "
                    + "Its properties are Role, Content, Thinking, ToolCalls, ToolCallId, Timestamp, Tokens and Metadata."),
            };
        }

        return message;
    }

    private static T? To<T>(object? value) => value is null ? default : LanguagePrimitives.ConvertTo<T>(value);
}
