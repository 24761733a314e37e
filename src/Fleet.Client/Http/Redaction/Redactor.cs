using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;

namespace Fleet.Client.Http;

/// <summary>The one place that removes secrets from text that is logged or thrown.</summary>
/// <param name="options">Contains the secrets of all calls.</param>
/// <param name="own">The secrets of one call.</param>
internal sealed class Redactor(FleetClientOptions options, IReadOnlyList<string>? own = null)
{
    /// <summary>The text shown in place of a hidden value.</summary>
    public const string Hidden = "REDACTED";

    // A shorter value could be part of any word: it is only replaced where it is a word by itself.
    private const int Unmistakable = 8;

    private static readonly HashSet<string> s_headers = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept",
        "Accept-Encoding",
        "Allow",
        "Cache-Control",
        "Connection",
        "Content-Encoding",
        "Content-Length",
        "Content-Type",
        "Date",
        "ETag",
        "Fleet-Correlation-ID",
        "Fleet-Idempotency",
        "Fleet-Last-Event-ID",
        "Fleet-Task-Key",
        "Host",
        "Idempotency-Key",
        "Last-Event-ID",
        "Retry-After",
        "Server",
        "Transfer-Encoding",
        "User-Agent",
        "Vary",
        "X-Fleet-SDK-Language",
        "X-Fleet-SDK-Version",
        "X-Request-ID",
        "X-Request-Timestamp",
        "X-Team-ID",
    };

    private static readonly HashSet<string> s_query = new(StringComparer.OrdinalIgnoreCase)
    {
        "active",
        "agent",
        "agent_id",
        "allow_greeting",
        "as_of",
        "correlation_id",
        "data_id",
        "data_version",
        "entries",
        "env",
        "env_key",
        "environment",
        "limit",
        "min_offset",
        "offset",
        "profile_id",
        "project_key",
        "region",
        "release_id",
        "run_id",
        "sha256",
        "source",
        "status",
        "task_keys",
        "task_project_key",
        "team_id",
        "types",
        "until",
        "version",
        "version_id",
        "window",
    };

    /// <summary>Returns a redactor that knows the secrets of a call as well.</summary>
    public Redactor With(IReadOnlyList<string> secrets) => secrets.Count == 0 ? this : new(options, secrets);

    /// <summary>Returns a text without the values of the credentials and of the added headers, whether plain or escaped as in addresses and JSON.</summary>
    public string Text(string text)
    {
        foreach (string secret in Secrets())
        {
            text = Replace(text, secret);
            text = Replace(text, Uri.EscapeDataString(secret));
            text = Replace(text, JavaScriptEncoder.Default.Encode(secret));
            text = Replace(text, secret.Replace("/", "\\/", StringComparison.Ordinal));
        }

        return text;
    }

    /// <summary>Returns a body without secrets: neither the values that were sent, nor those of members with telltale names.</summary>
    public string Body(string body) => SecretMembers.Hide(Text(body));

    /// <summary>Returns a path and query, with only the harmless values of the query.</summary>
    public string Path(string pathAndQuery)
    {
        int query = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return Text(pathAndQuery);
        }

        StringBuilder text = new(pathAndQuery, 0, query + 1, pathAndQuery.Length);
        foreach (string pair in pathAndQuery[(query + 1)..].Split('&'))
        {
            int end = pair.IndexOf('=', StringComparison.Ordinal);
            bool shown = end < 0 || s_query.Contains(pair[..end]);
            text.Append(text[^1] == '?' ? "" : "&").Append(shown ? pair : pair[..(end + 1)] + Hidden);
        }

        return Text(text.ToString());
    }

    /// <summary>Returns the headers by an allow-list of names; the values of all others are hidden.</summary>
    public Dictionary<string, string> Headers(HttpHeaders headers, HttpHeaders? content)
    {
        Dictionary<string, string> shown = new(StringComparer.OrdinalIgnoreCase);
        Add(headers.NonValidated);
        if (content is not null)
        {
            Add(content.NonValidated);
        }

        return shown;

        void Add(HttpHeadersNonValidated values)
        {
            foreach ((string name, HeaderStringValues value) in values)
            {
                shown[name] = s_headers.Contains(name) && !IsAdded(name) ? Text(value.ToString()) : Hidden;
            }
        }
    }

    private bool IsAdded(string name) => options.Headers.Keys.Contains(name, StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> Secrets()
    {
        foreach (string secret in options.Credential?.Secrets ?? [])
        {
            yield return secret;
        }

        if (options.ReleasesToken is { } token)
        {
            yield return token;
        }

        if (options.JudgeToken is { } judge)
        {
            yield return judge;
        }

        foreach (string secret in own ?? [])
        {
            yield return secret;
        }

        foreach (string value in options.Headers.Values)
        {
            // "Bearer x": an echo may omit the scheme.
            string secret = value[(value.LastIndexOf(' ') + 1)..];
            if (secret.Length >= Unmistakable)
            {
                yield return secret;
            }
        }
    }

    private static string Replace(string text, string secret)
    {
        if (secret.Length >= Unmistakable)
        {
            return text.Replace(secret, Hidden, StringComparison.OrdinalIgnoreCase);
        }

        int from = 0;
        for (int at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, from, StringComparison.Ordinal))
        {
            int end = at + secret.Length;
            bool alone = (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            if (alone)
            {
                text = string.Concat(text.AsSpan(0, at), Hidden, text.AsSpan(end));
                end = at + Hidden.Length;
            }

            from = end;
        }

        return text;
    }
}
