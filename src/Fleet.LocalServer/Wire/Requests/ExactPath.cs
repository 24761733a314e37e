using Fleet.LocalServer.Wire.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>Matches paths as strictly as two of the original services do. ASP.NET Core ignores case and a trailing slash; they do not.</summary>
internal static class ExactPath
{
    /// <summary>Accepts a request whose path matches exactly; redirects one with a trailing slash to the path without it.</summary>
    /// <exception cref="ApiException">The path differs in case or in its segments.</exception>
    public static bool Accept(HttpContext http, string path)
    {
        string asked = http.Request.Path.Value ?? "";
        if (Fits(asked, path))
        {
            return true;
        }

        if (!SendOn(http, [path]))
        {
            throw new ApiException(StatusCodes.Status404NotFound, "Not Found");
        }

        return false;
    }

    /// <summary>Redirects a request with trailing slashes to the path without them, if that is one of these.</summary>
    public static bool SendOn(HttpContext http, IEnumerable<string> paths)
    {
        string asked = http.Request.Path.Value ?? "";
        string bare = asked.TrimEnd('/');
        if (bare == asked || !paths.Any(path => Fits(bare, path)))
        {
            return false;
        }

        http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        http.Response.ContentLength = 0;
        http.Response.Headers.Location = PythonUrl.Quote($"{http.Request.Scheme}://{http.Request.Host}{bare}{http.Request.QueryString}");
        return true;
    }

    /// <summary>The path as the originals read it: all escapes decoded, even slashes, and dot segments left alone.</summary>
    public static PathString Read(HttpContext http)
    {
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') ? new PathString(PythonUrl.Unquote(target.Split('?')[0])) : http.Request.Path;
    }

    private static bool Fits(string asked, string path)
    {
        string[] parts = asked.Split('/');
        string[] wanted = path.Split('/');
        return parts.Length == wanted.Length
            && parts.Zip(wanted).All(static pair => pair.Second.StartsWith('{') ? pair.First.Length > 0 : pair.First == pair.Second);
    }
}
