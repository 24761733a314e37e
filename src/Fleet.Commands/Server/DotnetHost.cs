using System.Runtime.InteropServices;

namespace Fleet.Commands;

/// <summary>Finds the program <c>dotnet</c> that runs the local server, and says what to install when it cannot.</summary>
internal static class DotnetHost
{
    /// <summary>What to do when the runtime is not there.</summary>
    public const string Install =
        "Install the ASP.NET Core runtime 10.0 from https://dotnet.microsoft.com/download/dotnet/10.0 (the package aspnetcore-runtime-10.0 of most Linux distributions) and try again.";

    private static readonly string s_name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>The full path of the program.</summary>
    /// <exception cref="FleetServerException">There is none.</exception>
    public static string Find() =>
        Find(Environment.GetEnvironmentVariable, Environment.ProcessPath, RuntimeEnvironment.GetRuntimeDirectory(), File.Exists)
        ?? throw new FleetServerException($"The local server needs 'dotnet', which is neither in DOTNET_ROOT nor on the PATH. {Install}");

    /// <summary>The error of a program that did not run because its runtime is not there; null when it said nothing of the kind.</summary>
    /// <param name="log">What it said.</param>
    /// <param name="host">The <c>dotnet</c> that ran it.</param>
    public static FleetServerException? MissingRuntime(ServerLog log, string host)
    {
        string said = string.Join('\n', log.Snapshot());
        if (!said.Contains("You must install or update .NET", StringComparison.Ordinal) && !said.Contains("You must install .NET", StringComparison.Ordinal))
        {
            return null;
        }

        string what = said.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal) ? "ASP.NET Core runtime" : ".NET runtime";
        return new FleetServerException($"The local server needs the {what}, which '{host}' does not have in the right version. {Install}");
    }

    /// <summary>Looks in DOTNET_ROOT, on the PATH, then where this process and its runtime are.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="processPath">The program of this process.</param>
    /// <param name="runtimeDirectory">The folder of the runtime in use: <c>DOTNET/shared/Microsoft.NETCore.App/VERSION</c>, unless the shell brings its own.</param>
    /// <param name="exists">Whether a file exists.</param>
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

        // Full paths only: an empty or relative entry of the PATH would run whatever lies in the current folder.
        return folders
            .Select(folder => folder?.Trim('"'))
            .Where(folder => Path.IsPathFullyQualified(folder ?? ""))
            .Select(folder => Path.Combine(folder!, s_name))
            .FirstOrDefault(exists);
    }
}
