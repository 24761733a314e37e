using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Json;
using ModelContextProtocol.Protocol;

namespace Fleet.LocalServer.Environments.Mcp;

/// <summary>What a tool does to the data.</summary>
internal enum ToolKind
{
    Read,
    Add,
    Change,
    Delete,
}

/// <summary>A tool that a language model can call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, for the model.</param>
/// <param name="InputSchema">What it takes.</param>
/// <param name="Kind">What it does to the data.</param>
/// <param name="RunAsync">Runs it and gives its answer as JSON text.</param>
internal sealed record InstanceTool(string Name, string Description, JsonObject InputSchema, ToolKind Kind, Func<JsonFields, Task<string>> RunAsync)
{
    /// <summary>The tool as the protocol has it.</summary>
    public Tool ToProtocol() => new()
    {
        Name = Name,
        Description = Description,
        InputSchema = JsonElement.Parse(InputSchema.ToJsonString()),
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = Kind == ToolKind.Read,
            DestructiveHint = Kind is ToolKind.Change or ToolKind.Delete,
            IdempotentHint = Kind is ToolKind.Read or ToolKind.Change,
            OpenWorldHint = false,
        },
    };
}
