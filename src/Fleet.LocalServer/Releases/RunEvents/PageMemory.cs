namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>
/// Remembers, of slices that are read page by page as of one number of events, how many events they hold and where the last page ended: such a
/// slice never changes, and the next page need neither count nor pass over what was read. What was forgotten is found again, only slower.
/// </summary>
internal sealed class PageMemory
{
    private const int MostSlices = 64;
    private readonly Lock _lock = new();
    private readonly LinkedList<(RunEventFilter Filter, Slice Slice)> _slices = [];

    /// <summary>What is known of a slice.</summary>
    /// <param name="filter">The slice.</param>
    /// <param name="count">Counts its events when that is not known yet.</param>
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

    /// <summary>Remembers where a page ended.</summary>
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

    /// <summary>What is known of a slice.</summary>
    /// <param name="Total">How many events it holds.</param>
    /// <param name="End">Where the last page that was read ended: how many events lie before, and the last one's place.</param>
    internal sealed record Slice(long Total, (long Offset, EvidencePlace Place)? End);
}
