using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Fleet.LocalServer.Environments.Mcp;

/// <summary>
/// The MCP endpoint of an instance, using stateless streamable HTTP. The official package implements the protocol. Every answer is a single JSON
/// object, as the protocol permits, because some clients (such as the tool listing of the Python SDK) cannot read anything else.
/// </summary>
internal sealed class McpEndpoints(InstanceService instances)
{
    private const string SessionHeader = "Mcp-Session-Id";
    private static readonly string s_version = typeof(McpEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0";

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (string path in (string[])["/i/{instance_id}/mcp", "/i/{instance_id}/api/v1/mcp"])
        {
            routes.MapPost(path, PostAsync).Describe("Handles a Model Context Protocol request to the instance's tools.");
            routes.MapGet(path, GetAsync).Describe("Always refused: the server sends no messages of its own.");
            routes.MapDelete(path, DeleteAsync).Describe("Ends a Model Context Protocol session.");
        }
    }

    private async Task PostAsync(HttpContext context)
    {
        LiveInstance instance = await RequireAsync(context);
        JsonRpcMessage message;
        try
        {
            JsonFields fields = await RequestBody.ReadFieldsAsync(context);
            JsonTypeInfo type = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));
            message = JsonSerializer.Deserialize(fields.Bytes, (JsonTypeInfo<JsonRpcMessage>)type)
                ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException || e is ApiException { Status: StatusCodes.Status422UnprocessableEntity })
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, -32700, "The body must be one JSON-RPC message");
            return;
        }

        if (message is not JsonRpcRequest request)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        string? answer = await AnswerAsync(instance, request, context.RequestAborted);
        if (answer is null)
        {
            await ErrorAsync(context, StatusCodes.Status500InternalServerError, -32603, "The request was not answered");
            return;
        }

        if (request.Method == RequestMethods.Initialize)
        {
            context.Response.Headers[SessionHeader] = Guid.NewGuid().ToString("N");
        }

        await Answer.BytesAsync(context, Encoding.UTF8.GetBytes(answer));
    }

    private async Task GetAsync(HttpContext context)
    {
        await RequireAsync(context);
        context.Response.Headers.Allow = "POST, DELETE";
        await ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, -32000, "This server sends no messages of its own; use POST");
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await RequireAsync(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Answers one request, using a server object from the package that lives only as long as the request.</summary>
    private static async Task<string?> AnswerAsync(LiveInstance instance, JsonRpcRequest request, CancellationToken ct)
    {
        InstanceTools tools = await InstanceTools.CreateAsync(instance, ct);
        await using StreamableHttpServerTransport transport = new() { Stateless = true };
        await using McpServer server = McpServer.Create(transport, new McpServerOptions
        {
            ServerInfo = new Implementation { Name = instance.Record.EnvKey, Version = s_version },
            ServerInstructions = $"The data of one instance of {instance.Record.EnvKey}. Changes take effect at once. "
                + "A call that fails changes nothing and explains why.",
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. tools.All.Select(static tool => tool.ToProtocol())] }),
                CallToolHandler = (call, _) => CallAsync(tools, call.Params),
            },
        });
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task running = server.RunAsync(end.Token);
        using MemoryStream stream = new();
        bool written = await transport.HandlePostRequestAsync(request, stream, ct);
        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stream.Position = 0;
        return written ? SseParser.Create(stream).Enumerate().Select(static item => item.Data).LastOrDefault(static data => data.Length > 0) : null;
    }

    private static async ValueTask<CallToolResult> CallAsync(InstanceTools tools, CallToolRequestParams? call)
    {
        if (tools.Find(call?.Name ?? "") is not { } tool)
        {
            throw new McpProtocolException($"There is no tool '{call?.Name}'", McpErrorCode.InvalidParams);
        }

        try
        {
            JsonObject arguments = new((call!.Arguments ?? new Dictionary<string, JsonElement>())
                .Select(static one => KeyValuePair.Create(one.Key, JsonNode.Parse(one.Value.GetRawText()))));
            byte[] bytes = Answer.ToBytes(arguments);
            return Result(await tool.RunAsync(RequestBody.Fields(JsonElement.Parse(bytes), bytes)), isError: false);
        }
        catch (ApiException e)
        {
            return Result(Explain(e), isError: true);
        }
    }

    private static CallToolResult Result(string text, bool isError) => new() { Content = [new TextContentBlock { Text = text }], IsError = isError };

    /// <summary>Phrases an error, naming each argument and its fault, so that the model can correct its call.</summary>
    private static string Explain(ApiException e) => e.Detail is JsonArray errors
        ? string.Join("; ", errors.Select(static error => $"{string.Join('.', error!["loc"]!.AsArray().Skip(1))}: {error["msg"]}".TrimStart(':', ' ')))
        : e.Detail.ToString();

    private async Task<LiveInstance> RequireAsync(HttpContext context) =>
        await instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone);

    private static Task ErrorAsync(HttpContext context, int status, int code, string message) => Answer.NodeAsync(
        context,
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = null, ["error"] = new JsonObject { ["code"] = code, ["message"] = message } },
        status);
}
