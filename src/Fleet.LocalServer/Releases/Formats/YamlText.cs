using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.LocalServer.Formats;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fleet.LocalServer.Releases.Formats;

/// <summary>
/// Reads "safe" YAML 1.1 and gives it as JSON: an unquoted <c>1</c> is a number, <c>yes</c> is true, so that the rules for JSON
/// documents see the difference. Dates stay text.
/// </summary>
internal static partial class YamlText
{
    // Anchors let a small text stand for a huge document.
    private const int MostNodes = 100_000;
    private const int MostDepth = 64;

    /// <summary>Reads a document; an empty one is an empty object.</summary>
    /// <exception cref="YamlException">It is not YAML, or asks for more than plain data.</exception>
    public static JsonElement Read(string text)
    {
        YamlStream stream = new();
        stream.Load(new StringReader(text));
        if (stream.Documents.Count > 1)
        {
            throw new YamlException("expected a single document in the stream");
        }

        JsonText json = new();
        YamlNode? root = stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
        if (root is null or YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" })
        {
            json.OpenObject().CloseObject();
        }
        else
        {
            int nodes = 0;
            Write(json, root, ref nodes, depth: 0);
        }

        using JsonDocument document = JsonDocument.Parse(json.Written);
        return document.RootElement.Clone();
    }

    private static void Write(JsonText json, YamlNode node, ref int nodes, int depth)
    {
        if (++nodes > MostNodes || depth > MostDepth)
        {
            throw new YamlException(node.Start, node.End, "the document is too large or nested too deeply");
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                json.OpenObject();
                foreach ((string name, YamlNode value) in Members(mapping))
                {
                    json.Name(name);
                    Write(json, value, ref nodes, depth + 1);
                }

                json.CloseObject();
                break;
            case YamlSequenceNode sequence:
                json.OpenArray();
                foreach (YamlNode item in sequence)
                {
                    Write(json, item, ref nodes, depth + 1);
                }

                json.CloseArray();
                break;
            case YamlScalarNode scalar:
                Write(json, scalar);
                break;
            default:
                throw new YamlException(node.Start, node.End, "could not determine a constructor for the node");
        }
    }

    /// <summary>The members of a mapping with those that <c>&lt;&lt;</c> brings in; its own win.</summary>
    private static Dictionary<string, YamlNode> Members(YamlMappingNode mapping)
    {
        Dictionary<string, YamlNode> members = new(StringComparer.Ordinal);
        foreach ((YamlNode key, YamlNode value) in mapping)
        {
            if (key is not YamlScalarNode { Value: { } name })
            {
                throw new YamlException(key.Start, key.End, "found a key that is not plain text");
            }

            if (name != "<<")
            {
                members[name] = value;
                continue;
            }

            IEnumerable<YamlNode> sources = value is YamlSequenceNode list ? list : [value];
            foreach (YamlMappingNode source in sources.OfType<YamlMappingNode>())
            {
                foreach ((string inherited, YamlNode from) in Members(source))
                {
                    members.TryAdd(inherited, from);
                }
            }
        }

        return members;
    }

    private static void Write(JsonText json, YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        string? tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value;
        if (tag is "tag:yaml.org,2002:str" or "!" || (tag is null && scalar.Style != ScalarStyle.Plain))
        {
            json.Value(text);
            return;
        }

        if (tag is not (null or "?" or "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:null"))
        {
            throw new YamlException(scalar.Start, scalar.End, $"could not determine a constructor for the tag '{tag}'");
        }

        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                json.Value((string?)null);
                return;
            case "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                json.Value(true);
                return;
            case "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                json.Value(false);
                return;
            default:
                WriteNumberOrText(json, text);
                return;
        }
    }

    private static void WriteNumberOrText(JsonText json, string text)
    {
        string clean = text.Replace("_", "", StringComparison.Ordinal);
        if (Whole().IsMatch(text) && long.TryParse(clean, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            json.Value(whole);
        }
        else if (Hexadecimal().IsMatch(text) && long.TryParse(clean[(clean.IndexOf('x', StringComparison.Ordinal) + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long hex))
        {
            json.Value(clean[0] == '-' ? -hex : hex);
        }
        else if (Octal().IsMatch(text))
        {
            json.Value(Convert.ToInt64(clean.TrimStart('+', '-'), 8) * (clean[0] == '-' ? -1 : 1));
        }
        else if (Real().IsMatch(text) && double.TryParse(clean, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real))
        {
            json.Value(real);
        }
        else
        {
            json.Value(text);
        }
    }

    [GeneratedRegex("^[-+]?(0|[1-9][0-9_]*)$")]
    private static partial Regex Whole();

    [GeneratedRegex("^[-+]?0x[0-9a-fA-F_]+$")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex("^[-+]?0[0-7_]{1,20}$")]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?([0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?)$")]
    private static partial Regex Real();
}
