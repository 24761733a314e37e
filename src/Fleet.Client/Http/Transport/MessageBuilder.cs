namespace Fleet.Client.Http;

/// <summary>Builds the message of each attempt; the one place where credentials are added.</summary>
internal sealed class MessageBuilder(FleetClientOptions options, PrimaryClient primary)
{
    private const string UserCookie = "flux0_user_sub";

    private readonly string?[] _bases = new string?[4];
    private string? _userAgent;

    /// <summary>Returns the base address of a request, without a trailing slash.</summary>
    public string Base(FleetRequest request, FleetCallOptions? view)
    {
        if ((request.BaseAddress ?? (request.Service is FleetService.Agents ? view?.AgentsUri : null)) is { } given)
        {
            return given.AbsoluteUri.TrimEnd('/');
        }

        ref string? address = ref _bases[(int)request.Service];
        return address ??= Default(request.Service).AbsoluteUri.TrimEnd('/');
    }

    /// <summary>Returns whether requests to a service at an address carry credentials.</summary>
    public bool HasCredentials(FleetService service, string address) => service switch
    {
        FleetService.Environments => options.Credential is not null,
        FleetService.Releases when options.ReleasesToken is not null => true,
        FleetService.Releases or FleetService.Agents => options.Credential is not null && LivesWithEnvironments(new Uri(address)),
        _ => false,
    };

    /// <summary>Builds the message of an attempt, except for the credentials.</summary>
    public HttpRequestMessage Build(FleetCall call)
    {
        HttpRequestMessage message = new(call.Request.Method, call.Address);
        call.MarkAttempt(message);
        System.Net.Http.Headers.HttpRequestHeaders headers = message.Headers;
        headers.TryAddWithoutValidation("User-Agent", _userAgent ??= ClientIdentity.UserAgent(options.Product));
        headers.TryAddWithoutValidation("X-Fleet-SDK-Language", ClientIdentity.Language);
        headers.TryAddWithoutValidation("X-Fleet-SDK-Version", ClientIdentity.Version);
        if (call.Request.Accept is { } accept)
        {
            headers.TryAddWithoutValidation("Accept", accept);
        }

        if (call.Request.LastEventId is { } last)
        {
            headers.TryAddWithoutValidation("Last-Event-ID", last);
        }

        foreach ((string name, string value) in call.Request.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (call.RequestId is not null)
        {
            headers.TryAddWithoutValidation("X-Request-ID", call.RequestId);
            headers.TryAddWithoutValidation("X-Request-Timestamp", call.Timestamp);
            if (call.Request.Repeat is FleetRepeat.Create or FleetRepeat.SafeWithKey)
            {
                headers.TryAddWithoutValidation("Idempotency-Key", call.RequestId);
            }
        }

        if (call.Request.Json is { } json)
        {
            message.Content = new ReadOnlyMemoryContent(json);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }
        else if (call.Request.Upload is { } open)
        {
            message.Content = new StreamContent(open());
            message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        }

        return message;
    }

    /// <summary>Adds the credentials of the service and the caller's own headers.</summary>
    public ValueTask AuthorizeAsync(HttpRequestMessage message, FleetCall call, CancellationToken cancellationToken)
    {
        if (options.Headers.Count + call.AddedHeaders.Count > 0 && MayHaveAddedHeaders(call))
        {
            foreach ((string name, string value) in options.Headers.Concat(call.AddedHeaders))
            {
                // The caller's own identification replaces ours.
                message.Headers.Remove(name);
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (call.Request.Service is FleetService.Agents && options.AgentsUser is { } user)
        {
            message.Headers.TryAddWithoutValidation("Cookie", $"{UserCookie}={user}");
        }

        switch (call.Request.Service)
        {
            case FleetService.Releases when options.ReleasesToken is { } token:
                message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
                break;
            case FleetService.Environments or FleetService.Releases or FleetService.Agents when call.HasCredentials:
                return options.Credential!.AuthorizeAsync(message.Headers, primary, cancellationToken);
            default:
                break;
        }

        return ValueTask.CompletedTask;
    }

    // The added headers may be credentials for something in front of the services. An instance on the service's own host is behind it too.
    private bool MayHaveAddedHeaders(FleetCall call) =>
        call.Request.Service is not FleetService.Instance
        || Uri.Compare(call.Address, options.Uri, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private Uri Default(FleetService service) => service switch
    {
        FleetService.Environments => options.Uri,
        FleetService.Releases => options.ReleasesUri ?? OwnServer() ?? throw Missing("releases", nameof(options.ReleasesUri), "FLEET_RELEASES_URL"),
        FleetService.Agents => options.AgentsUri ?? OwnServer() ?? throw Missing("agents", nameof(options.AgentsUri), "FLEET_AGENTS_URL"),
        _ => throw new InvalidOperationException("A call to an instance names its address."),
    };

    // A separate agents service has no credentials, and a separate releases service only its token. On one server with the environments service, as the local
    // server is, its credentials apply to all.
    private bool LivesWithEnvironments(Uri address) =>
        Uri.Compare(address, options.Uri, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    // The hosted service is only the environments service; any other address serves all three.
    private Uri? OwnServer() => options.Uri == FleetClientOptions.HostedUri ? null : options.Uri;

    private static FleetValidationException Missing(string service, string option, string variable) =>
        new($"The address of the {service} service is not set. Set {option} or {variable}.");
}
