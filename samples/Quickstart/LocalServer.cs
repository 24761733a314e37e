using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;

namespace Fleet.Samples.Quickstart;

/// <summary>A local server for the lifetime of this object: a process of its own on a free port, with data that is deleted when it ends.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan s_ready = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private LocalServer(Process process, Uri uri, string apiKey)
    {
        _process = process;
        Uri = uri;
        ApiKey = apiKey;
    }

    public Uri Uri { get; }

    public string ApiKey { get; }

    public static async Task<LocalServer> StartAsync(CancellationToken cancellationToken)
    {
        string path = typeof(LocalServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "LocalServerPath").Value!;
        string data = Directory.CreateTempSubdirectory("fleet-quickstart-").FullName;
        string apiKey = "sk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        ProcessStartInfo start = new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            // The server ends when its standard input does: even a kill -9 of this process leaves neither it nor its data behind.
            ArgumentList = { path, "serve", "--url", "http://127.0.0.1:0", "--data", data, "--exit-with-stdin", "--delete-data-on-exit" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // By environment, never as an argument: arguments can be read by every user of the machine.
            Environment = { ["FLEET_SERVER_API_KEY"] = apiKey },
        };
        if (Environment.GetEnvironmentVariable("FLEET_QUICKSTART_PYTHON") is { Length: > 0 } python)
        {
            // A path to an interpreter, or "off": the tasks are then scored by their declarative checks.
            start.ArgumentList.Add("--python");
            start.ArgumentList.Add(python);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("The server process did not start.");
        Queue<string> log = new();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.Enqueue(line.Data ?? "");
                if (log.Count > 20)
                {
                    log.Dequeue();
                }
            }
        };
        process.BeginErrorReadLine();
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(s_ready, cancellationToken);
            const string Ready = "listening: ";
            return line?.StartsWith(Ready, StringComparison.Ordinal) == true
                ? new LocalServer(process, new Uri(line[Ready.Length..]), apiKey)
                : throw new InvalidOperationException($"The server did not start:{Environment.NewLine}{string.Join(Environment.NewLine, log)}");
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            Directory.Delete(data, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
