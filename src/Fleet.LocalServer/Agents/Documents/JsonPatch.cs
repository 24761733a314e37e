using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Agents.Documents;

/// <summary>
/// Applies JSON Patch operations (RFC 6902) to a document that starts out empty. Before each operation the missing parents are created in the
/// original's own way, which no library offers.
/// </summary>
internal static class JsonPatch
{
    private const string End = "-";

    /// <summary>Checks that an operation is well formed, whatever it is applied to.</summary>
    /// <exception cref="ChunkRefusedException">The operation is malformed.</exception>
    public static void Check(PatchOperation operation)
    {
        if (operation.Op is not ("add" or "replace" or "remove" or "copy" or "move" or "test"))
        {
            throw new ChunkRefusedException($"The operation '{operation.Op}' is unknown.");
        }

        if (operation.Path.Length > 0)
        {
            Parts(operation.Path);
        }
    }

    /// <summary>Applies an operation.</summary>
    /// <returns>The document, which may be a different one.</returns>
    /// <exception cref="ChunkRefusedException">The operation does not fit. Its missing parents may already have been created.</exception>
    public static JsonNode? Apply(JsonNode? document, PatchOperation operation)
    {
        document = MakeParents(document, operation.Path);
        switch (operation.Op)
        {
            case "add":
                return Add(document, operation.Path, ToNode(operation.Value));
            case "replace":
                return Replace(document, operation.Path, ToNode(operation.Value));
            case "remove":
                return Remove(document, operation.Path);
            case "copy":
                return Add(document, operation.Path, Find(document, operation.From)?.DeepClone());
            case "move":
                JsonNode? moved = Find(document, operation.From)?.DeepClone();
                return Add(Remove(document?.DeepClone(), operation.From!), operation.Path, moved);
            case "test":
                return JsonNode.DeepEquals(Find(document, operation.Path), ToNode(operation.Value)) ? document : throw Refused("the test of", operation.Path);
            default:
                throw new ChunkRefusedException($"The operation '{operation.Op}' is unknown.");
        }
    }

    /// <summary>Converts an element to a node that shares nothing with the element's document.</summary>
    public static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value.Clone()),
        JsonValueKind.Array => JsonArray.Create(value.Clone()),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => JsonValue.Create(value.GetString()),
        _ => JsonValue.Create(value.Clone()),
    };

    /// <summary>The list that an operation appends to, if that is all it does.</summary>
    public static JsonArray? FindEnd(JsonNode? document, PatchOperation operation)
    {
        // Parents are created with escapes read differently.
        if (operation is not { Op: "add", Path: [.., '/', '-'] } || document is null || operation.Path.Contains('~', StringComparison.Ordinal))
        {
            return null;
        }

        JsonNode? node = document;
        foreach (string part in Parts(operation.Path)[..^1])
        {
            node = node switch
            {
                JsonObject members => members[part],
                JsonArray items when Index(part, items.Count) is { } index && index < items.Count => items[index],
                _ => null,
            };
        }

        return node as JsonArray;
    }

    private static JsonNode? MakeParents(JsonNode? document, string path)
    {
        if (path is "" or "/")
        {
            return document ?? new JsonObject();
        }

        string[] segments = path.Trim('/').Split('/');
        document ??= segments[0] == End || IsDigits(segments[0]) ? new JsonArray() : new JsonObject();
        JsonNode? node = document;
        for (int i = 0; i < segments.Length - 1; i++)
        {
            node = Enter(node, segments[i], IsDigits(segments[i + 1]), path);
        }

        return document;
    }

    private static JsonNode? Enter(JsonNode? node, string segment, bool toList, string path)
    {
        if (segment == End)
        {
            throw Refused("no list can be entered at its end by", path);
        }

        if (IsDigits(segment))
        {
            if (node is not JsonArray items || Number(segment) is not { } index || index > MostFilled)
            {
                throw Refused("a list is needed by", path);
            }

            while (items.Count <= index)
            {
                items.Add(Empty(toList));
            }

            return items[index];
        }

        if (node is not JsonObject members)
        {
            throw Refused("an object is needed by", path);
        }

        if (!members.TryGetPropertyValue(segment, out JsonNode? child) || (toList && child is not JsonArray))
        {
            members[segment] = child = Empty(toList);
        }

        return child;
    }

    // A path may name any index; filling a list up to it must not use up all memory.
    private const int MostFilled = 100_000;

    private static JsonNode Empty(bool list) => list ? new JsonArray() : new JsonObject();

    private static bool IsIndex(string segment) => segment.Length > 0 && segment.All(char.IsAsciiDigit);

    // Python knows more digits than the ten of ASCII, and some of them do not form numbers.
    private static bool IsDigits(string segment) => segment.Length > 0 && segment.All(static c => CharUnicodeInfo.GetDigitValue(c) >= 0);

    private static int? Number(string digits)
    {
        string ascii = string.Concat(digits.Select(static c => CharUnicodeInfo.GetDecimalDigitValue(c)));
        return int.TryParse(ascii, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    private static JsonNode? Add(JsonNode? document, string path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        (JsonNode? parent, string last) = Parent(document, path);
        switch (parent)
        {
            case JsonObject members:
                members[last] = value;
                break;
            case JsonArray items when last == End:
                items.Add(value);
                break;
            case JsonArray items when Index(last, items.Count + 1) is { } index:
                items.Insert(index, value);
                break;
            default:
                throw Refused("nothing can be added at", path);
        }

        return document;
    }

    private static JsonNode? Replace(JsonNode? document, string path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        (JsonNode? parent, string last) = Parent(document, path);
        switch (parent)
        {
            case JsonObject members when members.ContainsKey(last):
                members[last] = value;
                break;
            case JsonArray items when Index(last, items.Count) is { } index:
                items[index] = value;
                break;
            default:
                throw Refused("nothing is there to be replaced at", path);
        }

        return document;
    }

    private static JsonNode? Remove(JsonNode? document, string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        (JsonNode? parent, string last) = Parent(document, path);
        switch (parent)
        {
            case JsonObject members when members.Remove(last):
                break;
            case JsonArray items when Index(last, items.Count) is { } index:
                items.RemoveAt(index);
                break;
            default:
                throw Refused("nothing is there to be removed at", path);
        }

        return document;
    }

    private static JsonNode? Find(JsonNode? document, string? path)
    {
        if (path is not { Length: > 0 })
        {
            return path is null ? throw new ChunkRefusedException("The operation has no 'from'.") : document;
        }

        (JsonNode? parent, string last) = Parent(document, path);
        return Step(parent, last, path);
    }

    private static (JsonNode? Parent, string Last) Parent(JsonNode? document, string path)
    {
        string[] parts = Parts(path);
        JsonNode? node = document;
        foreach (string part in parts[..^1])
        {
            node = Step(node, part, path);
        }

        return (node, parts[^1]);
    }

    private static JsonNode? Step(JsonNode? node, string part, string path) => node switch
    {
        JsonObject members when members.TryGetPropertyValue(part, out JsonNode? child) => child,
        JsonArray items when Index(part, items.Count) is { } index => items[index],
        _ => throw Refused("nothing is there at", path),
    };

    private static int? Index(string part, int count) =>
        IsIndex(part) && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < count ? index : null;

    private static string[] Parts(string path)
    {
        if (path[0] != '/')
        {
            throw Refused("a path begins with a slash, unlike", path);
        }

        string[] parts = path[1..].Split('/');
        return path.Contains('~', StringComparison.Ordinal) ? [.. parts.Select(part => Unescape(part, path))] : parts;
    }

    private static string Unescape(string part, string path)
    {
        for (int i = part.IndexOf('~', StringComparison.Ordinal); i >= 0; i = part.IndexOf('~', i + 1))
        {
            if (i + 1 == part.Length || part[i + 1] is not ('0' or '1'))
            {
                throw Refused("'~' is followed by 0 or 1, unlike in", path);
            }
        }

        return part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }

    private static ChunkRefusedException Refused(string reason, string path) => new($"The chunk does not fit: {reason} '{path}'.");
}
