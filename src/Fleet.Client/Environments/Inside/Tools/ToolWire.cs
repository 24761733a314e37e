using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fleet.Client.Core;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Fleet.Client.Environments;

/// <summary>Converts between the protocol's types and ours.</summary>
internal static class ToolWire
{
    public static FleetTool Tool(Tool tool, string instanceId) => new()
    {
        InstanceId = instanceId,
        Name = tool.Name,
        Title = tool.Title ?? tool.Annotations?.Title,
        Description = tool.Description,
        InputSchema = Plain(tool.InputSchema) as IDictionary,
        OutputSchema = tool.OutputSchema is { } schema ? Plain(schema) as IDictionary : null,
        IsReadOnly = tool.Annotations?.ReadOnlyHint,
        IsDestructive = tool.Annotations?.DestructiveHint,
    };

    public static FleetToolResult Result(CallToolResult result, string name, string instanceId) => new()
    {
        InstanceId = instanceId,
        Name = name,
        Text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(static block => block.Text)),
        StructuredContent = result.StructuredContent is { } structured ? Plain(structured) : null,
        Content = [.. result.Content.Select(static block => Plain(JsonSerializer.SerializeToElement(block, TypeOf<ContentBlock>()))!)],
    };

    /// <summary>Converts the arguments of a call.</summary>
    /// <exception cref="FleetValidationException">One cannot be sent as JSON.</exception>
    public static Dictionary<string, JsonElement> Arguments(IDictionary? arguments)
    {
        Dictionary<string, JsonElement> elements = [];
        foreach ((string name, object? value) in arguments is null ? [] : FreeValue.Plain(arguments, nameof(arguments)))
        {
            using JsonDocument document = JsonDocument.Parse(FreeValue.ToText(value));
            elements.Add(name, document.RootElement.Clone());
        }

        return elements;
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));

    private static object? Plain(JsonElement element)
    {
        Utf8JsonReader json = new(Encoding.UTF8.GetBytes(element.GetRawText()), JsonSyntax.Reader);
        json.Read();
        return FreeJson.Read(ref json);
    }
}
