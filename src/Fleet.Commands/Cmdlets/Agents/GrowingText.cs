using System.Management.Automation;
using System.Text;

namespace Fleet.Commands;

/// <summary>Shows growing text on the information stream, without line breaks: the first piece at once, then at most ten records per second.</summary>
/// <param name="cmdlet">The cmdlet whose pipeline thread writes.</param>
internal sealed class GrowingText(FleetCmdlet cmdlet) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly StringBuilder _waiting = new();
    private readonly Lock _lock = new();
    private Timer? _timer;
    private long _last = -1;
    private bool _planned;
    private bool _lineOpen;

    /// <summary>Adds a piece, on any thread.</summary>
    public void Add(string text)
    {
        lock (_lock)
        {
            _waiting.Append(text);
            if (_planned)
            {
                return;
            }

            _planned = true;
            TimeSpan passed = _last < 0 ? s_pause : TimeProvider.System.GetElapsedTime(_last);
            if (passed >= s_pause)
            {
                cmdlet.Post(Write);
            }
            else
            {
                _timer ??= new Timer(_ => cmdlet.Post(Write));
                _timer.Change(s_pause - passed, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Shows the rest and ends the line, on the pipeline thread.</summary>
    public void End()
    {
        Write();
        if (_lineOpen)
        {
            _lineOpen = false;
            Show("", noNewLine: false);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Write()
    {
        string text;
        lock (_lock)
        {
            text = _waiting.ToString();
            _waiting.Clear();
            _planned = false;
            _last = TimeProvider.System.GetTimestamp();
        }

        if (text.Length > 0)
        {
            _lineOpen = text[^1] != '\n';
            Show(text, noNewLine: true);
        }
    }

    // The tag is that of Write-Host: hosts show such records whatever the preference, and they still go to the information stream.
    private void Show(string text, bool noNewLine) =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = text, NoNewLine = noNewLine }, ["PSHOST"]);
}
