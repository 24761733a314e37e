namespace Fleet.Client.Releases;

/// <summary>
/// The position of a reader in a list of events, newest first, that grows at its head while it is read page by page. Earlier events come
/// again at a later offset, and new ones come above: both belong to earlier pages and are skipped.
/// </summary>
internal sealed class RunEventPlace
{
    private readonly HashSet<string> _sameTime = new(StringComparer.Ordinal);
    private DateTimeOffset _last = DateTimeOffset.MaxValue;

    /// <summary>Returns whether an event comes after those that passed; if so, it is remembered as the last.</summary>
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
