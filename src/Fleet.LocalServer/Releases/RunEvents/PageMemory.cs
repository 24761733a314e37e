namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>
/// Caches, for slices read page by page as of a given number of events, their total and the end of the last page. Such a slice never changes, so the
/// next page need neither count it nor skip what was read. A forgotten entry is found again, only more slowly.
/// </summary>
internal sealed class PageMemory
{
    private const int MostSlices = 64;
    private readonly Lock _lock = new();
    private readonly LinkedList<(RunEventFilter Filter, Slice Slice)> _slices = [];

    /// <summary>Finds the entry of a slice, or starts one.</summary>
    /// <param name="filter">The slice.</param>
    /// <param name="count">Counts its events if the total is not cached yet.</param>
    public Slice Find(RunEventFilter filter, Func<long> count)
    {
        lock (_lock)
        {
            foreach ((RunEventFilter known, Slice slice) in _slices)
            {
                if (known == filter)
                {
                    return slice;
                }
            }
        }

        Slice made = new(count(), null);
        Remember(filter, made);
        return made;
    }

    /// <summary>Remembers the end of a page.</summary>
    public void Remember(RunEventFilter filter, Slice slice)
    {
        lock (_lock)
        {
            for (LinkedListNode<(RunEventFilter Filter, Slice Slice)>? node = _slices.First; node is not null; node = node.Next)
            {
                if (node.Value.Filter == filter)
                {
                    _slices.Remove(node);
                    break;
                }
            }

            _slices.AddFirst((filter, slice));
            if (_slices.Count > MostSlices)
            {
                _slices.RemoveLast();
            }
        }
    }

    /// <summary>The cached entry of a slice.</summary>
    /// <param name="Total">The number of events in it.</param>
    /// <param name="End">The end of the last page read: the number of events up to it, and the place of the last one.</param>
    internal sealed record Slice(long Total, (long Offset, RunEventPlace Place)? End);
}
