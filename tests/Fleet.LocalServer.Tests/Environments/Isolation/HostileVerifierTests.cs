using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Tests.Environments.Verification;

namespace Fleet.LocalServer.Tests.Environments.Isolation;

/// <summary>Tests the confinement of verifiers, with real processes and, where it matters, with the kernel's own sandboxing.</summary>
public sealed class HostileVerifierTests(PythonFixture python) : IClassFixture<PythonFixture>, IDisposable
{
    private readonly string _outside = Directory.CreateTempSubdirectory("fleet-outside-").FullName;

    [Theory]
    [InlineData("while True: pass", "TimeoutError", 2)]
    [InlineData("import time\n    while True: time.sleep(1)", "TimeoutError", 2)]
    [InlineData("data = 'x' * (2 << 30)", "MemoryError")]
    [InlineData("data = []\n    while True: data.append(bytearray(1 << 20))", "MemoryError|VerifierProcessDied")]
    [InlineData("open('big', 'wb').write(b'x' * (64 << 20))", "OSError|VerifierProcessDied")]
    [InlineData("import os\n    os.kill(os.getpid(), 9)", "VerifierProcessDied")]
    [InlineData("import os\n    os._exit(0)", "VerifierProcessDied")]
    [InlineData(
        "import os\n    os.close(1); os.close(2)\n    for i in range(3, 64):\n        try: os.close(i)\n        except OSError: pass\n    return 1",
        "VerifierProcessDied|OSError|BrokenPipe")]
    public async Task One_that_goes_too_far_is_ended_and_the_next_one_runs(string statement, string error, int seconds = 30)
    {
        VerifierOutcome outcome = await RunAsync($"def verify(env):\n    {statement}\n    return 1", seconds);

        Assert.False(outcome.Success);
        Assert.Matches(error, outcome.Error!.Type);
        Assert.True((await RunAsync("def verify(env):\n    return 1")).Success);
    }

    [Fact]
    public async Task A_hundred_megabytes_of_output_are_cut()
    {
        VerifierOutcome outcome = await RunAsync("def verify(env):\n    for i in range(100): print('x' * (1 << 20))\n    return 1", seconds: 30);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.InRange(outcome.StandardOutput.Length, 1 << 20, (1 << 20) + 100);
        Assert.Contains("output cut here", outcome.StandardOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("open('{outside}/written.txt', 'w')")]
    [InlineData("open('/tmp/fleet-verifier-was-here', 'w')")]
    [InlineData("open('{outside}/secret.txt').read()")]
    [InlineData("open('/etc/passwd').read()")]
    [InlineData("open('/proc/%d/environ' % os.getppid()).read()")]
    [InlineData("open('/proc/%d/mem' % os.getppid(), 'rb').read(1)")]
    [InlineData("os.listdir('{outside}')")]
    [InlineData("os.remove('{outside}/secret.txt')")]
    [InlineData("os.mkdir('{outside}/made')")]
    [InlineData("os.link('{outside}/secret.txt', 'mine')")]
    [InlineData("(os.symlink('{outside}/secret.txt', 'mine'), open('mine').read())")]
    [InlineData("__import__('sqlite3').connect('{outside}/secret.txt').execute('SELECT 1 FROM sqlite_schema').fetchall()")]
    public async Task Files_of_others_are_out_of_reach(string expression)
    {
        Assert.SkipUnless(await IsConfinedAsync(), "This kernel has no Landlock.");
        await File.WriteAllTextAsync(Path.Combine(_outside, "secret.txt"), "secret", TestContext.Current.CancellationToken);

        VerifierOutcome outcome = await RunAsync(
            $"import os\ndef verify(env):\n    {expression.Replace("{outside}", _outside, StringComparison.Ordinal)}\n    return 1");

        Assert.False(outcome.Success);
        Assert.Matches("PermissionError|OSError|OperationalError", outcome.Error!.Type);
        Assert.DoesNotContain("secret\n", outcome.StandardOutput, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_outside, "secret.txt")], Directory.EnumerateFileSystemEntries(_outside));
    }

    /// <summary>Bounded, in case a statement does succeed: at most fifty processes start, and they exit at once.</summary>
    [Theory]
    [InlineData("os.fork() or os._exit(0)")]
    [InlineData("os.posix_spawn(sys.executable, [sys.executable, '-c', ''], {})")]
    [InlineData("subprocess.run([sys.executable, '-c', ''])")]
    [InlineData("threading.Thread(target=int).start()")]
    public async Task A_verifier_starts_nothing_whoever_runs_it(string statement)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the limits on processes are the system's own.");

        VerifierOutcome outcome = await RunAsync($"""
            import os, subprocess, sys, threading
            def verify(env):
                started = 0
                for _ in range(50):
                    try:
                        {statement}
                        started += 1
                    except (BlockingIOError, RuntimeError):
                        pass
                return started
            """);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal("0", outcome.Result!.ToJsonString());
    }

    [Theory]
    [InlineData("os.kill(os.getppid(), 0)")]
    [InlineData("os.kill(-1, 0)")]
    [InlineData("os.pidfd_open(os.getppid())")]
    [InlineData("socket.socket(socket.AF_INET, socket.SOCK_DGRAM)")]
    [InlineData("socket.socket(socket.AF_UNIX)")]
    public async Task Other_processes_and_the_network_are_out_of_reach(string expression)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere nothing keeps a verifier from these.");

        VerifierOutcome outcome = await RunAsync($"import os, socket\ndef verify(env):\n    {expression}\n    return 1");

        Assert.Equal((false, "PermissionError"), (outcome.Success, outcome.Error?.Type));
    }

    [Fact]
    public async Task What_a_verifier_needs_is_in_reach()
    {
        VerifierOutcome outcome = await RunAsync("""
            import collections, csv, datetime, decimal, difflib, hashlib, html, itertools, math, random
            import statistics, tempfile, unicodedata, urllib.parse, uuid, zoneinfo
            def verify(env):
                with tempfile.TemporaryFile() as file:
                    file.write(b"x")
                with open("mine.txt", "w") as file:
                    file.write("x")
                return [open("mine.txt").read(), uuid.uuid4().version]
            """);

        Assert.True(outcome.Success, $"{outcome.Error}");
        Assert.Equal("""["x",4]""", outcome.Result!.ToJsonString());
    }

    public void Dispose() => Directory.Delete(_outside, recursive: true);

    private async Task<bool> IsConfinedAsync() =>
        OperatingSystem.IsLinux() && (await RunAsync("def verify(env):\n    open('/etc/passwd')\n    return 1")).Error?.Type == "PermissionError";

    private async Task<VerifierOutcome> RunAsync(string code, int seconds = 20)
    {
        using FileDatabases databases = new("CREATE TABLE t (id)");
        return await python.Engine.RunAsync(
            new VerifierRun { Code = code, Limit = TimeSpan.FromSeconds(seconds), Databases = databases }, TestContext.Current.CancellationToken);
    }
}
