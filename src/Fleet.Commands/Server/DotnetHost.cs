using System.Runtime.InteropServices;

namespace Fleet.Commands;

/// <summary>Finds the program <c>dotnet</c> that runs the local server, and says what to install if it is missing.</summary>
internal static class DotnetHost
{
    /// <summary>The instructions for installing the runtime.</summary>
    public const string Install =
        "Install the ASP.NET Core runtime 10.0 from https://dotnet.microsoft.com/download/dotnet/10.0 "
        + "(the package aspnetcore-runtime-10.0 of most Linux distributions) and try again.";

    private static readonly string s_name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>Finds the full path of the program.</summary>
    /// <exception cref="FleetServerException">There is no such program.</exception>
    public static string Find() =>
        Find(Environment.GetEnvironmentVariable, Environment.ProcessPath, RuntimeEnvironment.GetRuntimeDirectory(), File.Exists)
        ?? throw new FleetServerException($"The local server needs 'dotnet', which was found neither in DOTNET_ROOT nor on the PATH. {Install}");

    /// <summary>Makes the error of a program whose runtime is missing; null if its output does not say so.</summary>
    /// <param name="log">The program's output.</param>
    /// <param name="host">The <c>dotnet</c> that ran it.</param>
    public static FleetServerException? MissingRuntime(ServerLog log, string host)
    {
        string said = string.Join('\n', log.Snapshot());
        if (!said.Contains("You must install or update .NET", StringComparison.Ordinal) && !said.Contains("You must install .NET", StringComparison.Ordinal))
        {
            return null;
        }

        string what = said.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal) ? "ASP.NET Core runtime" : ".NET runtime";
        return new FleetServerException($"The local server needs the {what}, but '{host}' does not have the right version. {Install}");
    }

    /// <summary>Searches DOTNET_ROOT, the PATH, then the folders of this process and its runtime.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="processPath">The program of this process.</param>
    /// <param name="runtimeDirectory">
    /// The folder of the runtime in use: <c>DOTNET/shared/Microsoft.NETCore.App/VERSION</c>, unless the shell brings its own.
    /// </param>
    /// <param name="exists">Checks if a file exists.</param>
    public static string? Find(Func<string, string?> variable, string? processPath, string runtimeDirectory, Func<string, bool> exists)
    {
        string shared = Path.TrimEndingDirectorySeparator(runtimeDirectory);
        IEnumerable<string?> folders =
        [
            variable("DOTNET_ROOT"),
            .. (variable("PATH") ?? "").Split(Path.PathSeparator),
            Path.GetDirectoryName(processPath),
            Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(shared))),
        ];

        // Full paths only: an empty or relative entry in the PATH would run a program from the current folder.
        return folders
            .Select(folder => folder?.Trim('"'))
            .Where(folder => Path.IsPathFullyQualified(folder ?? ""))
            .Select(folder => Path.Combine(folder!, s_name))
            .FirstOrDefault(exists);
    }
}
