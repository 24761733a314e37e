using System.Net;
using System.Runtime.CompilerServices;

namespace Fleet.Client.Http;

/// <summary>Distinguishes a service without a route from one without the requested thing.</summary>
internal static class NotOffered
{
    // The body was redacted when it was read.
    private static readonly Redactor s_plain = new(new FleetClientOptions());

    /// <summary>Makes a call; if the route is missing, the error says so.</summary>
    /// <param name="what">The feature of the route, for example <c>jobs</c>.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="FleetException">The route is missing: <see cref="FleetException.ErrorCode"/> is <c>not_supported</c>.</exception>
    public static async Task<T> GuardAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (FleetException refused) when (IsMissingRoute(refused))
        {
            string origin = refused.RequestUri?.GetLeftPart(UriPartial.Authority) ?? "The service";
            string said =
                refused.StatusCode == HttpStatusCode.NotImplemented
                && refused.ResponseBody is { Length: > 0 } body
                && ErrorBody.Read(body, s_plain).Text is { Length: > 0 } text
                    ? $": {text.TrimEnd('.')}"
                    : "";
            throw new FleetException($"{origin} does not offer {what}{said}.", refused)
            {
                ErrorCode = "not_supported",
                StatusCode = refused.StatusCode,
                RequestId = refused.RequestId,
                Method = refused.Method,
                RequestUri = refused.RequestUri,
                Attempts = refused.Attempts,
                ResponseBody = refused.ResponseBody,
                ResponseHeaders = refused.ResponseHeaders,
            };
        }
    }

    /// <summary>Reads a list; if its route is missing, the error says so.</summary>
    /// <param name="what">The feature of the route.</param>
    /// <param name="items">The list.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="FleetException">The route is missing: <see cref="FleetException.ErrorCode"/> is <c>not_supported</c>.</exception>
    public static async IAsyncEnumerable<T> GuardAsync<T>(string what, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<T> item = items.GetAsyncEnumerator(cancellationToken);
        await using (item.ConfigureAwait(false))
        {
            // The request is made at the first item: any later failure is a different one.
            bool any = await GuardAsync(what, () => item.MoveNextAsync().AsTask()).ConfigureAwait(false);
            for (; any; any = await item.MoveNextAsync().ConfigureAwait(false))
            {
                yield return item.Current;
            }
        }
    }

    // A missing thing is named; an unknown path gets only the framework's standard text.
    private static bool IsMissingRoute(FleetException refused) => refused.StatusCode switch
    {
        HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => true,
        HttpStatusCode.NotFound => refused.ResponseBody is { } body && ErrorBody.Read(body, s_plain) is { IsJson: true, Text: "Not Found" },
        _ => false,
    };
}
