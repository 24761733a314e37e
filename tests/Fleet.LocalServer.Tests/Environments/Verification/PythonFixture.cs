using Fleet.LocalServer.Environments.Verification;
using Fleet.LocalServer.Environments.Verification.Python;
using Fleet.LocalServer.Environments.Verification.Runs;

namespace Fleet.LocalServer.Tests.Environments.Verification;

/// <summary>This machine's Python, searched for once, and an engine that runs it.</summary>
public sealed class PythonFixture : IAsyncLifetime
{
    private string? _path;
    private string _missing = "";
    private VerifierEngine? _engine;

    /// <summary>An engine that runs verifiers; skips the test if there is no Python.</summary>
    internal VerifierEngine Engine
    {
        get
        {
            _ = Path;
            return _engine!;
        }
    }

    /// <summary>The interpreter; skips the test if there is none.</summary>
    internal string Path
    {
        get
        {
            Assert.SkipUnless(_path is not null, $"No Python to run verifiers with: {_missing}");
            return _path!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        (_path, _missing) = await PythonInterpreter.FindAsync(null);
        _engine = new VerifierEngine(new VerifierEngineOptions { Python = _path });
    }

    public ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        return ValueTask.CompletedTask;
    }
}
