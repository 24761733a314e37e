using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Fleet.Samples.Tests;

/// <summary>The quickstart as a user runs it: a process of its own, with a temporary folder of its own to see what it leaves behind.</summary>
internal sealed partial class QuickstartProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("fleet-quickstart-test-");
    private readonly List<string> _output = [];

    public QuickstartProcess(IReadOnlyDictionary<string, string>? environment = null)
    {
        string path = typeof(QuickstartProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "QuickstartPath").Value!;
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList = { path },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = _temporary.FullName, ["TEMP"] = _temporary.FullName, ["TMP"] = _temporary.FullName },
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        Errors = _process.StandardError.ReadToEndAsync();
    }

    public Task<string> Errors { get; }

    public IReadOnlyList<string> Output => _output;

    /// <summary>Reads the output up to a line that starts so, and returns the rest of that line.</summary>
    public async Task<string> ReadToAsync(string start)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) is { } line)
        {
            _output.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line[start.Length..];
            }
        }

        throw new InvalidOperationException($"The output ended without '{start}': {string.Join('\n', _output)}\n{await Errors}");
    }

    /// <summary>Reads the rest of the output and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ReadToEndAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) is { } line)
        {
            _output.Add(line);
        }

        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    /// <summary>What Ctrl+C sends.</summary>
    public void Interrupt() => Assert.Equal(0, Signal(_process.Id, 2));

    /// <summary>kill -9, of this process alone.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until the server no longer answers and its files are gone; returns what is still there when patience ends.</summary>
    public async Task<string> WaitUntilNothingIsLeftAsync(Uri server)
    {
        using HttpClient http = new();
        string left = "";
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(50))
        {
            left = string.Join(' ', Directory.EnumerateFileSystemEntries(_temporary.FullName, "fleet-*").Select(Path.GetFileName));
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(server);
                left += " server";
            }
            catch (HttpRequestException)
            {
                if (left.Length == 0)
                {
                    break;
                }
            }
        }

        return left;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _temporary.Delete(recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processId, int signal);
}
