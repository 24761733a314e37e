using System.Runtime.InteropServices;

namespace Fleet.LocalServer.Hosting;

/// <summary>
/// The lifetime of a server that ends with its parent. Signals that a terminal sends to all of its programs (Ctrl+C, hangup) are meant for the
/// parent, which may well survive them; only a request to terminate is meant for the server.
/// </summary>
internal sealed class ChildLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            application.StopApplication();
        }));
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, static received => received.Cancel = true));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
    }
}
