using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Fleet.Client;

/// <summary>The tools of one instance, over a session of the Model Context Protocol. Disposing it ends the session.</summary>
public sealed class InstanceToolsClient : IAsyncDisposable
{
    private readonly McpClient _mcp;
    private readonly ToolChannel _channel;
    private readonly HttpClient _http;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _clock;

    private InstanceToolsClient(McpClient mcp, ToolChannel channel, HttpClient http, string instanceId, FleetClientOptions options)
    {
        _mcp = mcp;
        _channel = channel;
        _http = http;
        _limit = options.TotalTimeout;
        _clock = options.TimeProvider;
        InstanceId = instanceId;
    }

    /// <summary>The instance's id, or the address that was given in its place.</summary>
    public string InstanceId { get; }

    /// <summary>The instance's instructions for using its tools, if any.</summary>
    public string? Instructions => _mcp.ServerInstructions;

    /// <summary>Begins a session.</summary>
    internal static async Task<InstanceToolsClient> OpenAsync(
        FleetSender sender,
        FleetInstance instance,
        string instanceId,
        CancellationToken cancellationToken)
    {
        FleetClientOptions options = sender.Options;
        ToolChannel channel = new(sender, instanceId);
        HttpClient http = new(channel) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            HttpClientTransportOptions transport = new()
            {
                Endpoint = InstanceAddress.OfTools(instance),
                Name = instanceId,
                TransportMode = HttpTransportMode.StreamableHttp,

                // Only responses are expected.
                EnableStandaloneGetStream = false,
            };
            McpClientOptions settings = new()
            {
                ClientInfo = new Implementation { Name = "Fleet", Version = ClientIdentity.Version },
                InitializationTimeout = options.AttemptTimeout,
                TimeProvider = options.TimeProvider,
            };
            McpClient mcp = await AskAsync(
                channel,
                instanceId,
                options.TotalTimeout,
                options.TimeProvider,
                token => McpClient.CreateAsync(new HttpClientTransport(transport, http), settings, cancellationToken: token),
                cancellationToken).ConfigureAwait(false);
            return new InstanceToolsClient(mcp, channel, http, instanceId, options);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Lists the tools.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The tools, in the instance's order, page by page as they arrive.</returns>
    /// <exception cref="FleetException">The response of the instance is not valid.</exception>
    public async IAsyncEnumerable<FleetTool> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        HashSet<string> seen = [];
        string? cursor = null;
        do
        {
            ListToolsRequestParams page = new() { Cursor = cursor };
            ListToolsResult tools = await AskAsync(token => _mcp.ListToolsAsync(page, token).AsTask(), cancellationToken).ConfigureAwait(false);
            foreach (Tool tool in tools.Tools)
            {
                yield return ToolWire.Tool(tool, InstanceId);
            }

            cursor = string.IsNullOrEmpty(tools.NextCursor) ? null : tools.NextCursor;
            if (cursor is not null && !seen.Add(cursor))
            {
                throw new FleetException($"The instance '{InstanceId}' lists its tools endlessly: a page leads back to an earlier one.")
                {
                    ErrorCode = JsonAnswer.UnreadableCode,
                };
            }
        }
        while (cursor is not null);
    }

    /// <summary>Calls a tool. Never repeated: only the tool knows the effect of that.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">The arguments by name: texts, numbers, bools, nulls, and arrays and dictionaries of them.</param>
    /// <param name="cancellationToken">Cancels the call, and notifies the instance.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="FleetValidationException">The name is empty, or an argument cannot be sent or is rejected.</exception>
    /// <exception cref="FleetNotFoundException">There is no such tool.</exception>
    /// <exception cref="FleetException">The tool reports that it failed: <see cref="FleetException.ErrorCode"/> is <c>tool_failed</c>.</exception>
    public async Task<FleetToolResult> CallAsync(string name, IDictionary? arguments = null, CancellationToken cancellationToken = default)
    {
        CallToolRequestParams call = new() { Name = FleetCheck.Filled(name, nameof(name)), Arguments = ToolWire.Arguments(arguments) };
        CallToolResult answer;
        try
        {
            answer = await AskAsync(token => _mcp.CallToolAsync(call, token).AsTask(), cancellationToken).ConfigureAwait(false);
        }
        catch (FleetException refused)
            when (refused.InnerException is McpProtocolException { ErrorCode: McpErrorCode.InvalidParams or McpErrorCode.MethodNotFound } said)
        {
            throw IsAboutName(said, name)
                ? new FleetNotFoundException($"The instance '{InstanceId}' has no tool '{name}'. List the tools to see which exist.", said)
                {
                    ResourceType = "tool",
                    ResourceId = name,
                }
                : new FleetValidationException(
                    $"The tool '{name}' of the instance '{InstanceId}' does not accept the arguments: {OneLine(said.Message)}.",
                    said);
        }

        FleetToolResult result = ToolWire.Result(answer, name, InstanceId);
        return answer.IsError == true
            ? throw new FleetException(
                $"The tool '{name}' of the instance '{InstanceId}' failed{(result.Text.Length == 0 ? "" : ": " + OneLine(result.Text))}.")
            {
                ErrorCode = "tool_failed",
                ResponseBody = result.Text,
            }
            : result;
    }

    /// <summary>Ends the session.</summary>
    /// <returns>A task that completes when the instance has been informed, or could not be.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A session that cannot be ended any more has ended.")]
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _mcp.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The instance is gone, and so is the session.
        }

        _http.Dispose();
    }

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        AskAsync(_channel, InstanceId, _limit, _clock, work, cancellationToken);

    // The one place where any failure becomes an exception of ours.
    private static async Task<T> AskAsync<T>(
        ToolChannel channel,
        string instanceId,
        TimeSpan limit,
        TimeProvider clock,
        Func<CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = new(limit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        try
        {
            return await NotOffered.GuardAsync("tools over the Model Context Protocol", () => RefusedAsync(channel, work(either.Token))).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception cause) when (cause is OperationCanceledException or TimeoutException)
        {
            throw new FleetTimeoutException(
                $"The tools of the instance '{instanceId}' did not respond within {FleetErrors.Seconds(limit)} s. Try again later, or allow more time.",
                cause);
        }
        catch (Exception cause) when (cause is McpException or HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            throw new FleetException($"The tools of the instance '{instanceId}' cannot be used: {OneLine(cause.Message)}.", cause)
            {
                ErrorCode = cause is JsonException ? JsonAnswer.UnreadableCode : null,
            };
        }
    }

    // The transport's error for a message says more than the one that the protocol's client derives from it.
    private static async Task<T> RefusedAsync<T>(ToolChannel channel, Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not McpProtocolException && channel.Failure is { } failure)
        {
            throw failure;
        }
    }

    private static bool IsAboutName(McpProtocolException said, string name) =>
        said.Message.Contains("tool", StringComparison.OrdinalIgnoreCase)
        && said.Message.Contains(name, StringComparison.Ordinal)
        && (
            said.Message.Contains("unknown", StringComparison.OrdinalIgnoreCase)
            || said.Message.Contains("not found", StringComparison.OrdinalIgnoreCase)
            || said.Message.Contains("no tool", StringComparison.OrdinalIgnoreCase));

    private static string OneLine(string text) => ErrorBody.OneLine(text).TrimEnd('.');
}
