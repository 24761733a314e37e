namespace Fleet.LocalServer.Hosting;

/// <summary>Paths as the originals of two services have them: routing takes any case and a slash at the end, they do not.</summary>
internal static class ExactPath
{
    /// <summary>Lets a request pass whose path is exact; one with a slash at the end is sent on to the path without.</summary>
    /// <exception cref="ApiException">The path has another case or other parts.</exception>
    public static bool Accept(HttpContext http, string path)
    {
        string asked = http.Request.Path.Value ?? "";
        if (asked.Length > 1 && asked.EndsWith('/'))
        {
            http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            http.Response.Headers.Location = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{asked.TrimEnd('/')}{http.Request.QueryString}";
            return false;
        }

        string[] parts = asked.Split('/');
        string[] wanted = path.Split('/');
        return parts.Length == wanted.Length && parts.Zip(wanted).All(static pair => pair.Second.StartsWith('{') || pair.First == pair.Second)
            ? true
            : throw new ApiException(StatusCodes.Status404NotFound, "Not Found");
    }
}
