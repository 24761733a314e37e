namespace Fleet.LocalServer.Agents.Api;

/// <summary>Who calls: a cookie says it, and nothing proves it.</summary>
internal static class Caller
{
    private const string Cookie = "flux0_user_sub";
    private const string Nobody = "anonymous";

    /// <summary>The name in the cookie.</summary>
    public static string Name(HttpContext http) => http.Request.Cookies[Cookie] is { Length: > 0 } name ? name : Nobody;
}
