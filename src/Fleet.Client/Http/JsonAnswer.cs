using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client.Http;

/// <summary>
/// The response to one request, read as JSON. A response that cannot be read is a <see cref="FleetException"/> that names the field and the call.
/// </summary>
internal sealed class JsonAnswer(FleetRequest request, HttpResponseMessage response) : IDisposable
{
    /// <summary>The error code of a response that cannot be used.</summary>
    public const string UnreadableCode = "unreadable_answer";

    /// <summary>Sends a request and reads the one value of the response; null counts as none.</summary>
    public static async Task<T> GetAsync<T>(FleetSender sender, FleetRequest request, JsonRead<T?> read, CancellationToken cancellationToken)
        where T : class
    {
        using JsonAnswer answer = await SendAsync(sender, request, cancellationToken).ConfigureAwait(false);
        return answer.Read(await answer.BytesAsync(cancellationToken).ConfigureAwait(false), read);
    }

    /// <summary>Sends a request.</summary>
    public static async Task<JsonAnswer> SendAsync(FleetSender sender, FleetRequest request, CancellationToken cancellationToken) =>
        new(request, await sender.SendAsync(request, cancellationToken).ConfigureAwait(false));

    /// <summary>A header of the response; null if it is missing.</summary>
    public string? Header(string name) =>
        response.Headers.NonValidated.TryGetValues(name, out System.Net.Http.Headers.HeaderStringValues values) ? values.ToString() : null;

    /// <summary>Reads the whole body.</summary>
    public Task<byte[]> BytesAsync(CancellationToken cancellationToken) => response.Content.ReadAsByteArrayAsync(cancellationToken);

    /// <summary>Opens the body, to be read as it arrives.</summary>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => response.Content.ReadAsStreamAsync(cancellationToken);

    /// <summary>Reads one value; null counts as none.</summary>
    public T Read<T>(ReadOnlySpan<byte> body, JsonRead<T?> read)
        where T : class
    {
        body = JsonMark.Skip(body);
        JsonCursor json = new(new Utf8JsonReader(body, JsonSyntax.Reader));
        try
        {
            return (read(ref json), json.Incomplete) switch
            {
                ({ } value, false) => value,
                (_, true) => throw Unreadable("it is empty"),
                _ => throw Unreadable("it is null"),
            };
        }
        catch (JsonFault fault)
        {
            throw Unreadable(JsonPath.Describe(body, fault), fault);
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }
    }

    /// <summary>Creates the error for a response that cannot be used.</summary>
    public FleetException Unreadable(string problem, Exception? cause = null) =>
        new($"The response to {Name} cannot be read: {problem}.", cause)
        {
            ErrorCode = UnreadableCode,
            Method = request.Method.Method,
            RequestUri = Address,
            RequestId = RequestId,
            StatusCode = response.StatusCode,
            Attempts = FleetCall.AttemptOf(response),
        };

    /// <summary>Creates the error for a response that is not JSON at all: usually a page from something other than the service.</summary>
    public FleetException NotJson(JsonException exception)
    {
        string place = exception.BytePositionInLine is { } column ? $" (line {exception.LineNumber + 1}, byte {column + 1})" : "";
        string origin = Address is { } address ? $" {address.GetLeftPart(UriPartial.Authority)}" : " the address";
        return Unreadable($"it is not JSON{place}. Check that{origin} is that of the service", exception);
    }

    public void Dispose() => response.Dispose();

    private string Name => $"{request.Method} {request.PathAndQuery.AsSpan(0, QueryStart)}";

    private int QueryStart => request.PathAndQuery.IndexOf('?', StringComparison.Ordinal) is >= 0 and int start ? start : request.PathAndQuery.Length;

    private Uri? Address => response.RequestMessage?.RequestUri is { IsAbsoluteUri: true } address ? new Uri(address.GetLeftPart(UriPartial.Path)) : null;

    private string? RequestId =>
        response.RequestMessage?.Headers.TryGetValues("X-Request-ID", out IEnumerable<string>? values) == true ? values.FirstOrDefault() : null;
}
