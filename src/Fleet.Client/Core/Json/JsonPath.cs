using System.Text;
using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>Locates a fault: walks the bytes again up to the offending token.</summary>
internal static class JsonPath
{
    /// <summary>Returns the path to the token at a position, for example <c>urls.app[0]</c>; for an object's end, the path of the object.</summary>
    public static string At(ReadOnlySpan<byte> json, long position)
    {
        Stack<(string Name, int Index)> path = new();
        string name = "";
        Utf8JsonReader reader = new(json, isFinalBlock: false, new JsonReaderState(JsonSyntax.Reader));
        try
        {
            while (reader.Read() && reader.TokenStartIndex < position)
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.GetString()!;
                        continue;
                    case JsonTokenType.StartObject:
                        path.Push((name, -1));
                        continue;
                    case JsonTokenType.StartArray:
                        path.Push((name, 0));
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        path.Pop();
                        break;
                }

                // A value has ended: the next one of an array has the next index.
                if (path.TryPop(out (string Name, int Index) outer))
                {
                    path.Push((outer.Name, outer.Index < 0 ? -1 : outer.Index + 1));
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // This is the fault itself; the part walked so far is the path.
        }

        bool end = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
        return Text(path.Reverse(), end ? "" : name);
    }

    /// <summary>Describes a fault by its place and its problem.</summary>
    public static string Describe(ReadOnlySpan<byte> json, JsonFault fault, string before = "")
    {
        string path = At(json, fault.Position);
        string place = string.Join('.', ((string?[])[before, path, fault.Field]).Where(static part => !string.IsNullOrEmpty(part)));
        return $"{(place.Length == 0 ? "it" : place.Replace(".[", "[", StringComparison.Ordinal))} {fault.Message}";
    }

    private static string Text(IEnumerable<(string Name, int Index)> path, string last)
    {
        StringBuilder text = new();
        bool array = false;
        foreach ((string name, int index) in path)
        {
            Append(text, array ? "" : name);
            if (index >= 0)
            {
                text.Append('[').Append(index).Append(']');
            }

            array = index >= 0;
        }

        Append(text, array ? "" : last);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name)
    {
        if (name.Length > 0)
        {
            text.Append(text.Length > 0 ? "." : "").Append(name);
        }
    }
}
