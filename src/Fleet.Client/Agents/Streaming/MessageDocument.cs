using System.Globalization;

namespace Fleet.Client.Agents;

/// <summary>
/// The document that the chunks of one message build. A list of texts, which nearly every message is, is kept as one growing text;
/// anything else is kept as free data.
/// </summary>
/// <remarks>
/// The service creates missing parents by rules of its own, so each path has to be walked here in any case. A library for RFC 6902
/// would only do the last step, and the existing ones reject indexes with a leading zero, which the service accepts.
/// </remarks>
internal sealed class MessageDocument
{
    private readonly List<int> _ends = [];
    private readonly Stack<Action> _undo = new();
    private object? _root;
    private bool _isFree;

    /// <summary>The text so far; empty if the document is not text.</summary>
    public MessageText Text { get; private set; } = new();

    /// <summary>The length of the text.</summary>
    public int Length { get; private set; }

    /// <summary>The document as free data.</summary>
    public object? Content => _isFree ? Plain(_root) : _ends.Count == 0 ? null : Pieces().ToArray<object?>();

    /// <summary>Applies the operations of one chunk, all or none.</summary>
    /// <param name="patches">The operations.</param>
    /// <param name="delta">The text they append; null if they do something else.</param>
    /// <returns>True if they could be applied.</returns>
    public bool Apply(FleetPatchOperation[] patches, out string? delta)
    {
        delta = null;
        if (!_isFree && Array.TrueForAll(patches, static patch => patch is { Operation: "add", Path: "/-", Value: string }))
        {
            foreach (FleetPatchOperation patch in patches)
            {
                string piece = (string)patch.Value!;
                delta = delta is null ? piece : delta + piece;
                Length += piece.Length;
                _ends.Add(Length);
            }

            Text.Append(delta ?? "");
            return true;
        }

        bool wasFree = _isFree;
        Free();
        bool applied = ApplyFree(patches);
        if (!applied && !wasFree)
        {
            _isFree = false;
            return false;
        }

        if (applied)
        {
            delta = Settle();
        }

        return applied;
    }

    private IEnumerable<string> Pieces()
    {
        string all = Text.First(Length);
        int from = 0;
        foreach (int end in _ends)
        {
            yield return all[from..end];
            from = end;
        }
    }

    private void Free()
    {
        if (!_isFree)
        {
            _root = _ends.Count == 0 ? null : Pieces().ToList<object?>();
            _isFree = true;
        }
    }

    // After any other change the text is rebuilt; the earlier one stays with the updates already returned.
    private string? Settle()
    {
        string? now = _root switch
        {
            string text => text,
            List<object?> items when items.TrueForAll(static item => item is string) => string.Concat(items),
            _ => null,
        };
        string before = Text.First(Length);
        Text = new MessageText();
        Length = now is null ? 0 : Text.Append(now);
        if (_root is List<object?> { Count: > 0 } pieces && now is not null)
        {
            _ends.Clear();
            int end = 0;
            _ends.AddRange(pieces.Select(piece => end += ((string)piece!).Length));
            _isFree = false;
        }

        return now is not null && now.Length > before.Length && now.StartsWith(before, StringComparison.Ordinal) ? now[before.Length..] : null;
    }

    private bool ApplyFree(IReadOnlyList<FleetPatchOperation> patches)
    {
        _undo.Clear();
        foreach (FleetPatchOperation patch in patches)
        {
            if (!Apply(patch))
            {
                while (_undo.TryPop(out Action? undo))
                {
                    undo();
                }

                return false;
            }
        }

        return true;
    }

    private bool Apply(FleetPatchOperation patch)
    {
        if (!IsPointer(patch.Path) || !MakeParents(patch.Path))
        {
            return false;
        }

        switch (patch.Operation)
        {
            case "add" or "replace" or "remove":
                return Change(patch);
            case "copy":
                return Find(patch.From, out object? copied) && Change(new FleetPatchOperation { Operation = "add", Path = patch.Path, Value = Plain(copied) });
            case "move":
                return Find(patch.From, out object? moved)
                    && Change(new FleetPatchOperation { Operation = "remove", Path = patch.From! })
                    && Change(new FleetPatchOperation { Operation = "add", Path = patch.Path, Value = Plain(moved) });
            case "test":
                return Find(patch.Path, out object? there) && AreEqual(Plain(there), patch.Value);
            default:
                return false;
        }
    }

    private static bool IsPointer(string path) => path.Length == 0 || path[0] == '/';

    private bool Change(FleetPatchOperation patch)
    {

        if (patch.Path.Length == 0)
        {
            SetRoot(patch.Operation == "remove" ? null : Own(patch.Value));
            return true;
        }

        string[] segments = patch.Path[1..].Split('/');
        return Enter(segments[..^1], out object? parent) && parent switch
        {
            Dictionary<string, object?> fields => Apply(patch, fields, Name(segments[^1])),
            List<object?> items => Apply(patch, items, segments[^1]),
            _ => false,
        };
    }

    private bool Find(string? path, out object? value)
    {
        value = null;
        return path is not null && IsPointer(path) && Enter(path.Length == 0 ? [] : path[1..].Split('/'), out value);
    }

    private bool Enter(string[] segments, out object? value)
    {
        value = _root;
        foreach (string segment in segments)
        {
            switch (value)
            {
                case Dictionary<string, object?> fields when fields.TryGetValue(Name(segment), out object? member):
                    value = member;
                    break;
                case List<object?> items when Index(segment, items.Count - 1) is { } index:
                    value = items[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool AreEqual(object? one, object? other) => (one, other) switch
    {
        (object?[] items, object?[] others) => items.Length == others.Length && items.Zip(others).All(static pair => AreEqual(pair.First, pair.Second)),
        (OrderedDictionary<string, object?> fields, OrderedDictionary<string, object?> others) =>
            fields.Count == others.Count && fields.All(field => others.TryGetValue(field.Key, out object? value) && AreEqual(field.Value, value)),
        (long or double, long or double) => Convert.ToDouble(one, CultureInfo.InvariantCulture).Equals(Convert.ToDouble(other, CultureInfo.InvariantCulture)),
        _ => Equals(one, other),
    };

    private bool Apply(FleetPatchOperation patch, Dictionary<string, object?> fields, string name)
    {
        bool there = fields.TryGetValue(name, out object? before);
        if (!there && patch.Operation != "add")
        {
            return false;
        }

        _undo.Push(() => Set(fields, name, there, before));
        Set(fields, name, patch.Operation != "remove", Own(patch.Value));
        return true;
    }

    private bool Apply(FleetPatchOperation patch, List<object?> items, string segment)
    {
        bool adds = patch.Operation == "add";
        if (adds && segment == "-")
        {
            items.Add(Own(patch.Value));
            _undo.Push(() => items.RemoveAt(items.Count - 1));
            return true;
        }

        if (Index(segment, adds ? items.Count : items.Count - 1) is not { } index)
        {
            return false;
        }

        object? before = adds ? null : items[index];
        switch (patch.Operation)
        {
            case "add":
                items.Insert(index, Own(patch.Value));
                _undo.Push(() => items.RemoveAt(index));
                break;
            case "remove":
                items.RemoveAt(index);
                _undo.Push(() => items.Insert(index, before));
                break;
            default:
                items[index] = Own(patch.Value);
                _undo.Push(() => items[index] = before);
                break;
        }

        return true;
    }

    /// <summary>Creates missing parents of the target. The service does not decode their names, so this does not either.</summary>
    private bool MakeParents(string path)
    {
        string[] segments = path.Trim('/').Split('/');
        if (path.Trim('/').Length == 0)
        {
            if (_root is null)
            {
                SetRoot(new Dictionary<string, object?>());
            }

            return true;
        }

        if (_root is null)
        {
            SetRoot(segments[0] == "-" || IsIndex(segments[0]) ? new List<object?>() : new Dictionary<string, object?>());
        }

        object? at = _root;
        for (int i = 0; i < segments.Length - 1; i++)
        {
            string segment = segments[i];
            bool listNext = IsIndex(segments[i + 1]);
            if (IsIndex(segment))
            {
                if (
                    at is not List<object?> items
                    || !int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                    || index > items.Count + MostFilled)
                {
                    return false;
                }

                int before = items.Count;
                _undo.Push(() => items.RemoveRange(before, items.Count - before));
                while (items.Count <= index)
                {
                    items.Add(listNext ? new List<object?>() : new Dictionary<string, object?>());
                }

                at = items[index];
                continue;
            }

            if (segment == "-" || at is not Dictionary<string, object?> fields)
            {
                return false;
            }

            bool there = fields.TryGetValue(segment, out object? member);
            if (!there || (listNext && member is not List<object?>))
            {
                object? kept = member;
                _undo.Push(() => Set(fields, segment, there, kept));
                fields[segment] = member = listNext ? new List<object?>() : new Dictionary<string, object?>();
            }

            at = member;
        }

        return true;
    }

    // An index far beyond the end would fill the memory with empty entries.
    private const int MostFilled = 10_000;

    private void SetRoot(object? value)
    {
        object? before = _root;
        _undo.Push(() => _root = before);
        _root = value;
    }

    private static void Set(Dictionary<string, object?> fields, string name, bool there, object? value)
    {
        if (there)
        {
            fields[name] = value;
        }
        else
        {
            fields.Remove(name);
        }
    }

    private static bool IsIndex(string segment) => segment.Length > 0 && segment.All(char.IsAsciiDigit);

    private static int? Index(string segment, int most) =>
        IsIndex(segment) && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= most ? index : null;

    private static string Name(string segment) => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    // The value was returned with the update: later operations must not change it.
    private static object? Own(object? value) => value switch
    {
        object?[] items => items.Select(Own).ToList(),
        OrderedDictionary<string, object?> fields => fields.ToDictionary(static field => field.Key, static field => Own(field.Value)),
        _ => value,
    };

    private static object? Plain(object? value) => value switch
    {
        List<object?> items => items.Select(Plain).ToArray(),
        Dictionary<string, object?> fields => new OrderedDictionary<string, object?>(
            fields.Select(static field => KeyValuePair.Create(field.Key, Plain(field.Value)))),
        _ => value,
    };
}
