using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Fleet.Samples.Tests;

/// <summary>The quickstart as a user runs it, with its own temporary folder, so that a test sees what it leaves behind.</summary>
internal sealed partial class QuickstartProcess : IDisposable
{
    private const int Sigint = 2;
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(10);

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

        _process = StartInterruptible(start);
        Errors = _process.StandardError.ReadToEndAsync();
    }

    public Task<string> Errors { get; }

    public IReadOnlyList<string> Output => _output;

    /// <summary>Reads the output up to a line with the given start, and returns the rest of that line.</summary>
    public async Task<string> ReadToAsync(string start)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(s_timeout) is { } line)
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
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(s_timeout) is { } line)
        {
            _output.Add(line);
        }

        await _process.WaitForExitAsync().WaitAsync(s_timeout);
        return _process.ExitCode;
    }

    /// <summary>Sends the signal of Ctrl+C.</summary>
    public void Interrupt() => Assert.Equal(0, Signal(_process.Id, Sigint));

    /// <summary>Kills the process, but not its children, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until the server no longer answers and its files are gone.</summary>
    /// <returns>What is still there at the timeout; an empty text when nothing is.</returns>
    public async Task<string> WaitUntilNothingIsLeftAsync(Uri server)
    {
        using HttpClient http = new();
        string left = "";
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < s_timeout; await Task.Delay(50))
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

    // A background job of a shell and a child of nohup ignore SIGINT, and so does every program they start, this one too: a program that wants
    // Ctrl+C does not undo what its user asked for. The test is such a user, and asks for the default.
    private static unsafe Process StartInterruptible(ProcessStartInfo start)
    {
        if (OperatingSystem.IsWindows())
        {
            return Process.Start(start)!;
        }

        // Larger than the structure of any system; all zeroes is the default action.
        byte* byDefault = stackalloc byte[512];
        byte* before = stackalloc byte[512];
        new Span<byte>(byDefault, 512).Clear();
        Assert.Equal(0, SetAction(Sigint, byDefault, before));
        try
        {
            return Process.Start(start)!;
        }
        finally
        {
            Assert.Equal(0, SetAction(Sigint, before, null));
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static unsafe partial int SetAction(int signal, byte* action, byte* before);
}
