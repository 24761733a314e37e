using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Json;
using ModelContextProtocol.Protocol;

namespace Fleet.LocalServer.Environments.Mcp;

/// <summary>A tool's effect on the data.</summary>
internal enum ToolKind
{
    Read,
    Add,
    Change,
    Delete,
}

/// <summary>A tool that a language model can call.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Description">The description for the model.</param>
/// <param name="InputSchema">The JSON schema of the arguments.</param>
/// <param name="Kind">The tool's effect on the data.</param>
/// <param name="RunAsync">Runs the tool and returns its result as JSON text.</param>
internal sealed record InstanceTool(string Name, string Description, JsonObject InputSchema, ToolKind Kind, Func<JsonFields, Task<string>> RunAsync)
{
    /// <summary>Returns the tool as a type of the MCP package.</summary>
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
