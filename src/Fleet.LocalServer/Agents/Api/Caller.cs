using System.Text.RegularExpressions;

namespace Fleet.LocalServer.Agents.Api;

/// <summary>Identifies the caller by a cookie, without authentication.</summary>
internal static partial class Caller
{
    private const string Cookie = "flux0_user_sub";
    private const string Nobody = "anonymous";

    /// <summary>Reads the name in the cookie. Like the original, it accepts much that is not a valid cookie.</summary>
    public static string Name(HttpContext http)
    {
        // The first of several headers and the last of several cookies with the same name win.
        string header = http.Request.Headers.Cookie.Count == 0 ? "" : http.Request.Headers.Cookie[0]!;
        string? name = header.Split(';').Select(static cookie => cookie.Split('=', 2))
            .LastOrDefault(static sides => sides.Length == 2 && sides[0].Trim() == Cookie)?[1];
        return name is not null && Unquote(name.Trim()) is { Length: > 0 } said ? said : Nobody;
    }

    private static string Unquote(string value) =>
        value is ['"', .. var quoted, '"'] ? Escape().Replace(quoted, Decode) : value;

    private static string Decode(Match escape) =>
        escape.Groups[1] is { Success: true, Value: var octal } ? $"{(char)Convert.ToInt32(octal, 8)}" : escape.Groups[2].Value;

    [GeneratedRegex(@"\\(?:([0-3][0-7][0-7])|(.))")]
    private static partial Regex Escape();
}
