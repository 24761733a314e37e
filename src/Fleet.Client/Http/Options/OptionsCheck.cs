namespace Fleet.Client.Http;

/// <summary>Rejects options that could not work, when the client is created rather than at its first call.</summary>
internal static class OptionsCheck
{
    // Set by the client for each call: a fixed value would defeat their purpose.
    private static readonly string[] s_perCall =
    [
        "X-Request-ID",
        "X-Request-Timestamp",
        "Idempotency-Key",
        "Content-Type",
        "Content-Length",
        "Transfer-Encoding",
    ];

    private static readonly string[] s_credentials = ["Authorization", "X-JWT-Token", "X-Team-ID"];

    /// <summary>Checks the options of a client.</summary>
    /// <exception cref="ArgumentException">One is out of range, or two exclude each other; the parameter's name is the option's.</exception>
    public static void Require(FleetClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options.TimeProvider));
        RequireAddress(options.Uri, nameof(options.Uri), optional: false);
        RequireAddress(options.ReleasesUri, nameof(options.ReleasesUri), optional: true);
        RequireAddress(options.AgentsUri, nameof(options.AgentsUri), optional: true);
        RequireLimit(options.ConnectTimeout, nameof(options.ConnectTimeout));
        RequireLimit(options.AttemptTimeout, nameof(options.AttemptTimeout));
        RequireLimit(options.TotalTimeout, nameof(options.TotalTimeout));
        RequireRetry(options.Retry);
        RequireConnections(options);
        ArgumentNullException.ThrowIfNull(options.Headers, nameof(options.Headers));
        RequireHeaders(options.Headers, options.Credential);
        if (options.JudgeToken is not null)
        {
            HeaderText.Require(options.JudgeToken, nameof(options.JudgeToken));
        }

        if (options.ReleasesToken is not null)
        {
            HeaderText.Require(options.ReleasesToken, nameof(options.ReleasesToken));
        }

        if (options.AgentsUser is not null)
        {
            HeaderText.Require(options.AgentsUser, nameof(options.AgentsUser));
            if (options.AgentsUser.AsSpan().ContainsAny(" \",;\\"))
            {
                throw Refusal(nameof(options.AgentsUser), "blanks, quotes, commas, semicolons and backslashes are not allowed in a cookie.");
            }
        }
    }

    /// <summary>Checks the options of a view.</summary>
    /// <exception cref="ArgumentException">One is out of range; the parameter's name is the option's.</exception>
    public static void Require(FleetCallOptions options, FleetClientOptions client)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireAddress(options.AgentsUri, nameof(options.AgentsUri), optional: true);
        RequireHeaders(options.Headers ?? new Dictionary<string, string>(), client.Credential);
        RequireLimit(options.AttemptTimeout ?? Timeout.InfiniteTimeSpan, nameof(options.AttemptTimeout));
        RequireLimit(options.TotalTimeout ?? Timeout.InfiniteTimeSpan, nameof(options.TotalTimeout));
        if (options.Retry is not null)
        {
            RequireRetry(options.Retry);
        }
    }

    private static void RequireAddress(Uri? address, string name, bool optional)
    {
        if (address is null && optional)
        {
            return;
        }

        ArgumentNullException.ThrowIfNull(address, name);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"{name} must be a full address that begins with http:// or https://.", name);
        }

        if (address.UserInfo.Length > 0)
        {
            throw new ArgumentException(
                $"{name} contains a user name or a password. "
                + $"Pass credentials in {nameof(FleetClientOptions.Credential)} or {nameof(FleetClientOptions.Headers)}.",
                name);
        }

        if (address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new ArgumentException($"{name} must end with its path: a query or fragment cannot be part of a service's address.", name);
        }
    }

    private static void RequireLimit(TimeSpan limit, string name)
    {
        if (limit != Timeout.InfiniteTimeSpan && (limit <= TimeSpan.Zero || limit.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(name, limit, $"{name} must be positive and at most 24 days; Timeout.InfiniteTimeSpan sets no limit.");
        }
    }

    private static void RequireRetry(FleetRetryOptions retry)
    {
        ArgumentNullException.ThrowIfNull(retry, nameof(FleetClientOptions.Retry));
        ArgumentOutOfRangeException.ThrowIfNegative(retry.MaxRetries, nameof(retry.MaxRetries));
        RequireWait(retry.FirstDelay, nameof(retry.FirstDelay));
        RequireWait(retry.MaxDelay, nameof(retry.MaxDelay));
        RequireWait(retry.MaxRetryAfter, nameof(retry.MaxRetryAfter));
        RequireWait(retry.MaxElapsed ?? TimeSpan.Zero, nameof(retry.MaxElapsed));
        RequireGrowth(retry.Exponent, nameof(retry.Exponent));
    }

    private static void RequireGrowth(double factor, string name)
    {
        if (!double.IsFinite(factor) || factor < 1)
        {
            throw new ArgumentOutOfRangeException(name, factor, $"{name} must be a number of at least 1.");
        }
    }

    private static void RequireWait(TimeSpan wait, string name)
    {
        if (wait < TimeSpan.Zero || wait > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(name, wait, $"{name} must be between zero and one day.");
        }
    }

    private static void RequireConnections(FleetClientOptions options)
    {
        string given = options.HttpClient is not null ? nameof(options.HttpClient) : nameof(options.Handler);
        string? other =
            options.HttpClient is null && options.Handler is null ? null
            : options.HttpClient is not null && options.Handler is not null ? nameof(options.Handler)
            : options.Proxy is not null ? nameof(options.Proxy)
            : options.CertificateAuthorities is not null ? nameof(options.CertificateAuthorities)
            : null;
        if (other is not null)
        {
            throw new ArgumentException($"{other} has no effect together with {given}: set it on the {given} itself, or omit {given}.", other);
        }
    }

    private static void RequireHeaders(IReadOnlyDictionary<string, string> headers, FleetCredential? credential)
    {
        const string Option = nameof(FleetClientOptions.Headers);
        foreach ((string name, string value) in headers)
        {
            if (!HeaderText.IsName(name))
            {
                throw Refusal(Option, $"'{name}' cannot be the name of a header.");
            }

            if (value is null || !HeaderText.IsPrintable(value))
            {
                throw Refusal(Option, $"the value of {name} is not allowed in a header.");
            }

            if (s_perCall.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Refusal(Option, $"{name} is set by the client for each call.");
            }

            if (credential is not null && s_credentials.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Refusal(Option, $"{name} is set from {nameof(FleetClientOptions.Credential)}; set only one of the two.");
            }
        }
    }

    private static ArgumentException Refusal(string option, string reason) => new($"{option}: {reason}", option);
}
