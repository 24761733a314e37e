using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Fleet.LocalServer.Agents.Conversations;
using Fleet.LocalServer.Core;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Agents.Runners;

/// <summary>Gets answers from a chat endpoint that speaks OpenAI's protocol: sends it the session's messages and streams its answer.</summary>
internal sealed class HttpRunner : IRunner
{
    private const int LongestComplaint = 500;

    // Redirects are not followed: they would carry the key elsewhere.
    private static readonly HttpClient s_http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Uri _url;
    private readonly string _model;
    private readonly string? _system;
    private readonly string? _key;
    private readonly TimeSpan _limit;

    /// <summary>Reads the settings.</summary>
    /// <param name="settings">The settings; they contain only the name of the key.</param>
    /// <param name="secretsFile">The file to look up the key in before the environment; null for none.</param>
    /// <exception cref="FormatException">The settings are invalid.</exception>
    public HttpRunner(JsonElement settings, string? secretsFile)
    {
        if (!Uri.TryCreate(Text(settings, "url"), UriKind.Absolute, out Uri? url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.UserInfo.Length > 0)
        {
            throw new FormatException("'url' must be the full address of a chat endpoint, without a user or password");
        }

        _url = url;
        _model = Text(settings, "model") ?? throw new FormatException("'model' must be a text");
        _system = Text(settings, "system");
        string? name = Text(settings, "key");
        _key = name is null ? null : ServerSecrets.Read(name, secretsFile)
            ?? throw new FormatException($"'key' must be the name of a key in the secrets file or the environment, and there is none of that name");
        _limit = RunnerSettings.Limit(settings);
    }

    public async Task RunAsync(RunContext run, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(_limit, run.Clock);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await run.EmitAsync(new StatusItem("processing", null, run.LastOffset), end.Token);
            using HttpRequestMessage request = new(HttpMethod.Post, _url) { Content = new ReadOnlyMemoryContent(Body(run)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Accept.ParseAdd("text/event-stream");
            if (_key is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + _key);
            }

            using HttpResponseMessage response = await s_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            if (!response.IsSuccessStatusCode)
            {
                string complaint = Hide(await response.Content.ReadAsStringAsync(end.Token));
                string shown = complaint[..Math.Min(complaint.Length, LongestComplaint)];
                throw new InvalidOperationException($"The endpoint answered {(int)response.StatusCode}: {shown}".TrimEnd(' ', ':'));
            }

            await ReadAsync(run, await response.Content.ReadAsStreamAsync(end.Token), end.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The endpoint took longer than {_limit.TotalSeconds} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new InvalidOperationException($"The endpoint could not be read: {Hide(e.Message)}", e);
        }
    }

    private static string? Text(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static async Task ReadAsync(RunContext run, Stream stream, CancellationToken cancellationToken)
    {
        ChatAnswer answer = new(run);
        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (item.Data == "[DONE]" || await answer.TakeAsync(item.Data, cancellationToken))
            {
                await answer.FinishAsync(cancellationToken);
                return;
            }
        }

        throw new InvalidDataException("The endpoint's answer ended before it was complete");
    }

    private byte[] Body(RunContext run)
    {
        JsonText json = new();
        json.OpenObject().Field("model", _model).Name("messages").OpenArray();
        if (_system is not null)
        {
            json.OpenObject().Field("role", "system").Field("content", _system).CloseObject();
        }

        foreach (EventRecord message in run.History.Where(static e => e.Content.Type == "message"))
        {
            if (Said(message.Content.Data) is { Length: > 0 } said)
            {
                json.OpenObject().Field("role", message.Content.Source == "user" ? "user" : "assistant").Field("content", said).CloseObject();
            }
        }

        return json.CloseArray().Name("stream").Value(true).CloseObject().ToArray();
    }

    /// <summary>The text of a message, without reasoning and tool calls.</summary>
    private static string Said(string data)
    {
        using JsonDocument document = JsonDocument.Parse(data);
        return string.Concat(document.RootElement.GetProperty("parts").EnumerateArray()
            .Where(static part => part.TryGetProperty("content", out _))
            .Select(static part => part.GetProperty("content") is { ValueKind: JsonValueKind.String } text
                ? text.GetString()
                : part.GetProperty("content").GetRawText()));
    }

    // An endpoint may echo a key that it rejects.
    private string Hide(string text) => _key is null ? text : text.Replace(_key, "***", StringComparison.Ordinal);
}
