using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Fleet.Testing;

/// <summary>A PowerShell host that records what is written to it and refuses every prompt. It works only inside PowerShell.</summary>
public sealed class RecordingHost : PSHost
{
    private readonly RecordingHostUI _ui = new();

    /// <summary>The lines that were written past the streams.</summary>
    public IReadOnlyCollection<string> Lines => _ui.Lines;

    /// <inheritdoc />
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    /// <inheritdoc />
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    /// <inheritdoc />
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc />
    public override string Name => "Recording";

    /// <inheritdoc />
    public override PSHostUserInterface UI => _ui;

    /// <inheritdoc />
    public override Version Version { get; } = new(1, 0);

    /// <inheritdoc />
    public override void EnterNestedPrompt() => throw new NotSupportedException();

    /// <inheritdoc />
    public override void ExitNestedPrompt() => throw new NotSupportedException();

    /// <inheritdoc />
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc />
    public override void NotifyEndApplication()
    {
    }

    /// <inheritdoc />
    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class RecordingHostUI : PSHostUserInterface
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        // No console, as in a runbook.
        public override PSHostRawUserInterface RawUI => null!;

        public override void Write(string value) => Lines.Enqueue(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Lines.Enqueue(value);

        public override void WriteLine(string value) => Lines.Enqueue(value);

        public override void WriteErrorLine(string value) => Lines.Enqueue("ERROR: " + value);

        public override void WriteWarningLine(string message) => Lines.Enqueue("WARNING: " + message);

        public override void WriteVerboseLine(string message) => Lines.Enqueue("VERBOSE: " + message);

        public override void WriteDebugLine(string message) => Lines.Enqueue("DEBUG: " + message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw Refuse(caption);

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => throw Refuse(caption);

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw Refuse(caption);

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw Refuse(caption);

        public override string ReadLine() => throw Refuse("ReadLine");

        public override SecureString ReadLineAsSecureString() => throw Refuse("ReadLineAsSecureString");

        private NotSupportedException Refuse(string what)
        {
            Lines.Enqueue("PROMPT: " + what);
            return new NotSupportedException($"Nothing may wait at a prompt: {what}");
        }
    }
}
