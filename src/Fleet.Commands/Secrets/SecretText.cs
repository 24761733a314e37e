using System.Net;
using System.Security;

namespace Fleet.Commands;

/// <summary>Converts between <see cref="SecureString"/> and the text that a header needs.</summary>
internal static class SecretText
{
    /// <summary>Reveals the text. Only for making the options of a client or the environment of a server.</summary>
    public static string Reveal(SecureString secret) => new NetworkCredential("", secret).Password;

    /// <summary>Wraps plain text from an environment variable or a vault.</summary>
    public static SecureString Wrap(string text)
    {
        SecureString secret = new();
        foreach (char letter in text)
        {
            secret.AppendChar(letter);
        }

        secret.MakeReadOnly();
        return secret;
    }
}
