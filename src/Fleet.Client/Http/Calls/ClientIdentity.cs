using System.Reflection;
using System.Runtime.InteropServices;

namespace Fleet.Client.Http;

/// <summary>The client's identification on the wire.</summary>
internal static class ClientIdentity
{
    /// <summary>The value of <c>X-Fleet-SDK-Language</c>.</summary>
    public const string Language = "CSharp";

    /// <summary>The version of this library, without a commit.</summary>
    public static string Version { get; } = ReadVersion();

    /// <summary>The value of <c>User-Agent</c>, for example <c>Fleet/0.1.0 (PowerShell 7.6.5; .NET 10.0.1; Debian GNU/Linux 12)</c>.</summary>
    public static string UserAgent(string? product)
    {
        string system = Clean(RuntimeInformation.OSDescription);
        string runtime = Clean($".NET {Environment.Version}");
        return string.IsNullOrWhiteSpace(product)
            ? $"Fleet/{Version} ({runtime}; {system})"
            : $"Fleet/{Version} ({Clean(product)}; {runtime}; {system})";
    }

    // Parentheses and semicolons would end the comment or a part of it, and other characters would make the header unreadable.
    private static string Clean(string text)
    {
        Span<char> clean = stackalloc char[Math.Min(text.Length, 64)];
        for (int i = 0; i < clean.Length; i++)
        {
            clean[i] = text[i] is >= ' ' and <= '~' and not '(' and not ')' and not ';' and not '\\' ? text[i] : '_';
        }

        return clean.Trim().ToString();
    }

    private static string ReadVersion()
    {
        Assembly assembly = typeof(ClientIdentity).Assembly;
        string? text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        int commit = text?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        return (commit < 0 ? text : text![..commit]) ?? assembly.GetName().Version?.ToString(3) ?? "0.0.0";
    }
}
