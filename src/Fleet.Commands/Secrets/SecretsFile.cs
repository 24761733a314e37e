using System.Security;

namespace Fleet.Commands;

/// <summary>The file of <c>NAME=value</c> lines that a local server reads its keys from. The server reports any errors in it.</summary>
internal static class SecretsFile
{
    /// <summary>Finds the value of a name; null if the file does not contain it. The last line wins, as in the server.</summary>
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
