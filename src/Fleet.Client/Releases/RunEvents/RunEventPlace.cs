namespace Fleet.Client.Releases;

/// <summary>
/// Where a reader is in a list of events, newest first, that grows at its head while it is read page by page. What was there before comes
/// again at a later offset, and what is new comes above: both are older pages' business and are passed over.
/// </summary>
internal sealed class RunEventPlace
{
    private readonly HashSet<string> _sameTime = new(StringComparer.Ordinal);
    private DateTimeOffset _last = DateTimeOffset.MaxValue;

    /// <summary>Whether an event comes after those that passed; it is remembered as the last.</summary>
    public bool Passes(DateTimeOffset timestamp, string runId)
    {
        if (timestamp > _last)
        {
            return false;
        }

        if (timestamp < _last)
        {
            _last = timestamp;
            _sameTime.Clear();
        }

        return _sameTime.Add(runId);
    }
}
