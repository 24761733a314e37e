using System.Diagnostics;
using System.Reflection;
using Fleet.Testing;

namespace Fleet.Samples.Tests;

/// <summary>A piece of the README's C#, compiled from the README and run from the root of the repository as it says.</summary>
internal static class ReadmeProgram
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program, which must succeed.</summary>
    /// <param name="name">The metadata of this assembly that has its path.</param>
    /// <param name="server">The server it speaks to.</param>
    /// <returns>The lines that it wrote.</returns>
    public static async Task<string[]> RunAsync(string name, LocalServerProcess server)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string program = typeof(ReadmeProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList = { program, server.Uri.ToString() },
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
        string output = await process.StandardOutput.ReadToEndAsync(cancel).WaitAsync(s_timeout, cancel);
        await process.WaitForExitAsync(cancel).WaitAsync(s_timeout, cancel);

        Assert.True(process.ExitCode == 0, output + await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
