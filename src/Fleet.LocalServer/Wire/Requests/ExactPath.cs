using Fleet.LocalServer.Wire.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>Paths as the originals of two services have them: routing takes any case and a slash at the end, they do not.</summary>
internal static class ExactPath
{
    /// <summary>Lets a request pass whose path is exact; one with a slash at the end is sent on to the path without.</summary>
    /// <exception cref="ApiException">The path has another case or other parts.</exception>
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

    /// <summary>Sends a request with slashes at the end of its path on to the path without, when that is one of these.</summary>
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

    /// <summary>The path as the originals read it: escapes decoded, slashes too, before anything is made of dots.</summary>
    public static PathString Read(HttpContext http)
    {
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') ? new PathString(PythonUrl.Unquote(target.Split('?')[0])) : http.Request.Path;
    }

    private static bool Fits(string asked, string path)
    {
        string[] parts = asked.Split('/');
        string[] wanted = path.Split('/');
        return parts.Length == wanted.Length && parts.Zip(wanted).All(static pair => pair.Second.StartsWith('{') ? pair.First.Length > 0 : pair.First == pair.Second);
    }
}
