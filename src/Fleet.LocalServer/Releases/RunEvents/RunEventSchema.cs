using Fleet.LocalServer.Store;

namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>
/// The tables of the evidence. The values that a diff adds up are packed in <c>evidence_fact</c> in the order of summation, so that a million runs
/// are one pass over adjacent pages; the event itself is read only to be shown. Events are never changed or removed: the last <c>seq</c> is their
/// number.
/// </summary>
internal sealed class RunEventSchema : ISchemaPart
{
    /// <inheritdoc/>
    public string Name => "evidence";

    /// <inheritdoc/>
    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE evidence_text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE evidence_event (
            seq INTEGER PRIMARY KEY, run_id TEXT NOT NULL, is_end INTEGER NOT NULL, release INTEGER NOT NULL, instant INTEGER NOT NULL,
            trace TEXT, session TEXT, span TEXT, json BLOB NOT NULL);
        CREATE UNIQUE INDEX evidence_run ON evidence_event (run_id, is_end);
        CREATE INDEX evidence_trace ON evidence_event (trace) WHERE trace IS NOT NULL;
        CREATE INDEX evidence_session ON evidence_event (session) WHERE session IS NOT NULL;
        CREATE INDEX evidence_span ON evidence_event (span) WHERE span IS NOT NULL;
        CREATE TABLE evidence_fact (
            release INTEGER NOT NULL, instant INTEGER NOT NULL, seq INTEGER NOT NULL, environment INTEGER NOT NULL, agent INTEGER NOT NULL,
            tenant INTEGER NOT NULL, task INTEGER NOT NULL, is_end INTEGER NOT NULL, model INTEGER NOT NULL, input INTEGER NOT NULL,
            output INTEGER NOT NULL, cached INTEGER NOT NULL, latency INTEGER, success INTEGER NOT NULL,
            PRIMARY KEY (release, instant, seq)) WITHOUT ROWID;
        """ + GivenAnswers.Table,
    ];
}
