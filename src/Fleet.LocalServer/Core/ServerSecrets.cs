namespace Fleet.LocalServer.Core;

/// <summary>
/// Reads the keys that callers must send. They are never arguments, which every user of the machine can see, and are removed from the environment at
/// once so that no child process inherits them.
/// </summary>
internal static class ServerSecrets
{
    /// <summary>The key of the environments service: the name of the variable, and the name in a secrets file.</summary>
    public const string ApiKeyName = "FLEET_SERVER_API_KEY";

    /// <summary>The token of the releases service: the name of the variable, and the name in a secrets file.</summary>
    public const string ReleasesTokenName = "FLIGHTDECK_LOCAL_API_TOKEN";

    /// <summary>Reads a key.</summary>
    /// <param name="name">The name of the variable, and the name in a secrets file.</param>
    /// <param name="secretsFile">A file of <c>NAME=value</c> lines, which takes precedence over the variable.</param>
    /// <returns>The key, or null if none is set.</returns>
    public static string? Read(string name, string? secretsFile)
    {
        string? fromEnvironment = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, null);
        ProcessSecrecy.Erase(name);
        string? key = secretsFile is null ? null : ReadFile(secretsFile).GetValueOrDefault(name);
        key ??= fromEnvironment;
        return string.IsNullOrWhiteSpace(key) ? null : key.Trim();
    }

    private static Dictionary<string, string> ReadFile(string path)
    {
        try
        {
            Dictionary<string, string> values = [];
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                number++;
                string text = line.Trim();
                if (text.Length == 0 || text[0] == '#')
                {
                    continue;
                }

                int equals = text.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                {
                    throw new ServerSetupException($"The secrets file '{path}' has no 'NAME=value' in line {number}.");
                }

                values[text[..equals].TrimEnd()] = text[(equals + 1)..].Trim();
            }

            return values;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServerSetupException($"The secrets file '{path}' cannot be read: {e.Message}", e);
        }
    }
}
