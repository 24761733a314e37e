using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Connects the runspace to services. Nothing is sent.</summary>
[Cmdlet(VerbsCommunications.Connect, "Fleet", DefaultParameterSetName = KeySet)]
[OutputType(typeof(FleetConnection))]
public sealed class ConnectFleetCommand : FleetCmdlet
{
    private const string KeySet = "ApiKey";
    private const string JwtSet = "Jwt";
    private const string SecretSet = "Secret";

    /// <summary>The environments service; by default that of FLEET_BASE_URL, then the hosted one.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public Uri? Uri { get; set; }

    /// <summary>The releases service.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? ReleasesUri { get; set; }

    /// <summary>The agents service.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? AgentsUri { get; set; }

    /// <summary>The API key.</summary>
    [Parameter(ParameterSetName = KeySet)]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>A JSON Web Token, with <see cref="TeamId"/>.</summary>
    [Parameter(ParameterSetName = JwtSet)]
    [ValidateNotNull]
    public SecureString? Jwt { get; set; }

    /// <summary>The team that the token acts for.</summary>
    [Parameter(ParameterSetName = JwtSet)]
    [ValidateNotBlank]
    public string? TeamId { get; set; }

    /// <summary>The name of the secret with the API key, in a vault of the SecretManagement module.</summary>
    [Parameter(ParameterSetName = SecretSet)]
    [ValidateNotBlank]
    public string? SecretName { get; set; }

    /// <summary>The vault.</summary>
    [Parameter(ParameterSetName = SecretSet)]
    [ValidateNotBlank]
    public string? Vault { get; set; }

    /// <summary>The token of the releases service.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ReleasesToken { get; set; }

    /// <summary>The user name for the agents service.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? AgentsUser { get; set; }

    /// <summary>The headers to add to every request.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Header { get; set; }

    /// <summary>The proxy.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>The credential for the proxy.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>The certificate authorities to trust in addition to the system's: certificates, or paths of PEM or DER files.</summary>
    [Parameter]
    [CertificateTransformation]
    [ValidateNotNullOrEmpty]
    public X509Certificate2[]? CertificateAuthority { get; set; }

    /// <summary>The client that sends the requests, with its own settings.</summary>
    [Parameter]
    [ValidateNotNull]
    public HttpClient? HttpClient { get; set; }

    /// <summary>The most retries of a failed call.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int MaxRetries { get; set; }

    /// <summary>The retry settings for failed calls. -MaxRetries overrides their number of retries.</summary>
    [Parameter]
    [ValidateNotNull]
    public FleetRetrySettings? Retry { get; set; }

    /// <summary>The time limit of a call, including all its attempts and waits.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; }

    /// <summary>Returns the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        try
        {
            ConnectionSettings settings = Settings();
            CheckSomeoneCalls(settings);
            ConnectionState state = settings.ToState("Connect-Fleet");

            // Created now although nothing is sent yet: errors in the values are reported here rather than by a later cmdlet.
            _ = state.Client;
            ConnectionStore.Add(state, asDefault: true);
            if (PassThru)
            {
                WriteObject(state.Connection with { IsDefault = true });
            }
        }
        catch (FleetException exception)
        {
            FailCommand(exception, (object?)SecretName ?? Address());
        }
    }

    // An address that contains a password is rejected, and not repeated in the error.
    private Uri? Address() => Uri?.OriginalString.Contains('@', StringComparison.Ordinal) == true ? null : Uri;

    // Anything not given comes from the environment variables, except that a given address is used for all services: the environment's
    // other addresses may belong to another installation. The environment's key is also sent to a given address, as in the original.
    private ConnectionSettings Settings()
    {
        CheckClient();
        ConnectionSettings settings = Uri is null ? EnvironmentConnection.Addresses : new ConnectionSettings { Uri = ServiceAddress.Check(Uri, "-Uri") };
        return settings with
        {
            ReleasesUri = ReleasesUri is null ? settings.ReleasesUri : ServiceAddress.Check(ReleasesUri, "-ReleasesUri"),
            AgentsUri = AgentsUri is null ? settings.AgentsUri : ServiceAddress.Check(AgentsUri, "-AgentsUri"),
            Credential = Credential() ?? EnvironmentConnection.CredentialFor(settings.Uri),
            ReleasesToken = NotEmpty(ReleasesToken, "-ReleasesToken") ?? EnvironmentConnection.ReleasesToken,
            AgentsUser = AgentsUser ?? EnvironmentConnection.AgentsUser,
            Headers = Headers(),
            Proxy = WebProxy(),
            CertificateAuthorities = CertificateAuthority is null ? null : new X509Certificate2Collection(CertificateAuthority),
            HttpClient = HttpClient,
            MaxRetries = MyInvocation.BoundParameters.ContainsKey(nameof(MaxRetries)) ? MaxRetries : null,
            Retry = Retry is null ? null : RetryRules.Of(Retry, new FleetRetryOptions()),
            Timeout = MyInvocation.BoundParameters.ContainsKey(nameof(TimeoutSeconds)) ? TimeSpan.FromSeconds(TimeoutSeconds) : null,
        };
    }

    private ConnectionCredential? Credential() => ParameterSetName switch
    {
        // No mandatory parameters: in an unattended session a missing one would wait at a prompt.
        JwtSet when Jwt is null => throw new FleetValidationException("-TeamId requires -Jwt, which is missing."),
        JwtSet when TeamId is null => throw new FleetValidationException("-Jwt requires -TeamId, the team it acts for."),
        JwtSet => ConnectionCredential.Jwt(NotEmpty(Jwt, "-Jwt")!, TeamId!),
        SecretSet when SecretName is null => throw new FleetValidationException("-Vault requires -SecretName, which is missing."),
        SecretSet => ConnectionCredential.ApiKey(NotEmpty(VaultSecret.Read(SecretName, Vault), $"The secret '{SecretName}'")!),
        _ => NotEmpty(ApiKey, "-ApiKey") is { } key ? ConnectionCredential.ApiKey(key) : null,
    };

    private static SecureString? NotEmpty(SecureString? secret, string name) =>
        secret is { Length: 0 } ? throw new FleetValidationException($"{name} is empty.") : secret;

    private void CheckClient()
    {
        if (HttpClient is not null && (Proxy is not null || CertificateAuthority is not null))
        {
            throw new FleetValidationException(
                "-HttpClient has its own settings: set the proxy and the certificate authorities on its handler instead of using -Proxy and "
                + "-CertificateAuthority.");
        }
    }

    // Custom headers or a custom client may provide credentials too, and perhaps only the other services are needed.
    private void CheckSomeoneCalls(ConnectionSettings settings)
    {
        if (settings.Credential == ConnectionCredential.None && ServiceAddress.IsHosted(settings.Uri)
            && settings.ReleasesUri is null && settings.AgentsUri is null && Header is null && HttpClient is null)
        {
            throw new FleetValidationException(
                "The hosted service needs credentials. Specify -ApiKey, -SecretName or -Jwt, or set FLEET_API_KEY; or use Start-FleetServer for a local "
                + "server.");
        }
    }

    private WebProxy? WebProxy()
    {
        if (Proxy is null)
        {
            return ProxyCredential is null ? null : throw new FleetValidationException("-ProxyCredential requires -Proxy, which is missing.");
        }

        return new WebProxy(ServiceAddress.Check(Proxy, "-Proxy")) { Credentials = ProxyCredential?.GetNetworkCredential() };
    }

    private Dictionary<string, string> Headers()
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        if (Header is null)
        {
            return headers;
        }

        using HttpRequestMessage probe = new();
        foreach (DictionaryEntry entry in Header)
        {
            string name = $"{entry.Key}";
            string value = $"{entry.Value}";

            // The value is not shown: it may be a secret.
            if (value.AsSpan().ContainsAny('\r', '\n', '\0') || !IsHeader(probe.Headers, name))
            {
                throw new FleetValidationException(
                    $"-Header has an entry that cannot be sent: '{name}'. Use names and values of one line each, and no content headers.");
            }

            headers[name] = value;
        }

        return headers;
    }

    private static bool IsHeader(HttpRequestHeaders headers, string name)
    {
        try
        {
            return headers.TryAddWithoutValidation(name, "");
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
