using System.Net;
using System.Security;

namespace Fleet.Commands;

/// <summary>Between <see cref="SecureString"/> and the text that a header needs.</summary>
internal static class SecretText
{
    /// <summary>The text. Only to be asked for where the options of a client or the environment of a server are made.</summary>
    public static string Reveal(SecureString secret) => new NetworkCredential("", secret).Password;

    /// <summary>Wraps text that came in the clear: from an environment variable or a vault.</summary>
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
