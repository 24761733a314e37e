using System.Security;

namespace Fleet.Commands;

/// <summary>The file of lines <c>NAME=value</c> that a local server reads its keys from; the server says what is wrong with it.</summary>
internal static class SecretsFile
{
    /// <summary>What the file says about a name; null when it says nothing. The last line counts, as in the server.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SecureString? Find(string path, string name)
    {
        string? found = null;
        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            found = parts is [var key, var value] && key == name ? value : found;
        }

        return string.IsNullOrEmpty(found) ? null : SecretText.Wrap(found);
    }
}
