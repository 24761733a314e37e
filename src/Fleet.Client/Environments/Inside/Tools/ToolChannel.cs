using System.Net;
using System.Text;
using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>
/// Carries the protocol's messages over our own transport, with its proxies, limits, logs and errors. An error response is passed on as it
/// was, since the protocol's own client relies on it, and stored, since it says more.
/// </summary>
internal sealed class ToolChannel(FleetSender sender, string instanceId) : HttpMessageHandler
{
    // Set by the protocol's client for each message; any other header is up to our own transport.
    private static readonly string[] s_carried = ["Mcp-Session-Id", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Last-Event-ID"];

    private volatile FleetException? _failure;

    /// <summary>The failure of the last message; null if it succeeded.</summary>
    public FleetException? Failure => _failure;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        FleetRequest call = new()
        {
            Method = request.Method,
            Service = FleetService.Instance,
            BaseAddress = request.RequestUri!,
            PathAndQuery = "",
            Json = await BodyAsync(request, cancellationToken).ConfigureAwait(false),
            Accept = request.Headers.NonValidated.TryGetValues("Accept", out System.Net.Http.Headers.HeaderStringValues accept)
                ? string.Join(", ", accept)
                : null,
            Headers = [.. s_carried
                .Where(request.Headers.NonValidated.Contains)
                .Select(name => (name, request.Headers.NonValidated[name].ToString()))],
            Streams = true,
            Repeat = FleetRepeat.Never,
            Resource = ("instance", instanceId),
        };
        try
        {
            HttpResponseMessage answer = await sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
            _failure = null;
            return answer;
        }
        catch (FleetException refused) when (refused.StatusCode is { } status)
        {
            _failure = refused;
            return Answer(status, refused, request);
        }
        catch (FleetException unanswered)
        {
            _failure = unanswered;
            throw new HttpRequestException(unanswered.Message, unanswered);
        }
    }

    // No body is not the same as an empty one, which would be sent as JSON.
    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
        {
            return null;
        }

        return await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, FleetException refused, HttpRequestMessage request)
    {
        HttpResponseMessage answer = new(status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(refused.ResponseBody ?? "")),
        };
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", refused.ResponseHeaders.GetValueOrDefault("Content-Type") ?? "application/json");
        return answer;
    }
}
