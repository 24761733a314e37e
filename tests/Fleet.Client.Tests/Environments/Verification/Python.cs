using System.ComponentModel;
using System.Diagnostics;

namespace Fleet.Client.Tests.Environments;

/// <summary>The machine's python3, if there is one.</summary>
internal static class Python
{
    /// <summary>Runs a program and returns its output; without python3 the test is skipped.</summary>
    public static string Run(string program, string input)
    {
        ProcessStartInfo start = new("python3", ["-I", "-c", program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            // Not on PATH.
        }

        Assert.SkipUnless(process is not null, "python3 is not on this machine.");
        using (process)
        {
            Task<string> errors = process!.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.Result);
            return output;
        }
    }
}
