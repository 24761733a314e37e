using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.LocalServer.Wire.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>
/// Converts "safe" YAML 1.1 to JSON: an unquoted <c>1</c> becomes a number and <c>yes</c> becomes true, so the rules for JSON documents can tell them
/// from strings. Dates stay strings.
/// </summary>
internal static partial class YamlText
{
    // With anchors a small text can expand to a huge document.
    private const int MostNodes = 100_000;
    private const int MostDepth = 64;

    /// <summary>Reads a document; an empty one becomes an empty object.</summary>
    /// <exception cref="YamlException">The text is not YAML, or needs more than plain data.</exception>
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

    /// <summary>The members of a mapping, merged with those of <c>&lt;&lt;</c>; its own win.</summary>
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

        switch (tag is "tag:yaml.org,2002:null" ? "" : text)
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
        bool negative = clean.StartsWith('-');
        string bare = clean.TrimStart('+', '-');
        if (Whole().IsMatch(text))
        {
            BigInteger whole = bare switch
            {
                ['0', 'b', ..] => Digits(bare[2..], 2),
                ['0', 'x', ..] => Digits(bare[2..], 16),
                ['0', ..] => Digits(bare, 8),
                _ => bare.Split(':').Aggregate(BigInteger.Zero, static (sum, part) => sum * 60 + Digits(part, 10)),
            };
            json.Raw(Encoding.ASCII.GetBytes((negative ? -whole : whole).ToString(CultureInfo.InvariantCulture)));
        }
        else if (Real().IsMatch(text))
        {
            double real = bare.Split(':').Aggregate(0.0, static (sum, part) => sum * 60 + double.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture));
            _ = double.IsFinite(real) ? json.Value(negative ? -real : real) : json.Raw(s_endless);
        }
        else if (Endless().IsMatch(text))
        {
            json.Raw(s_endless);
        }
        else
        {
            json.Value(text);
        }
    }

    // JSON has no infinity. A number too large for a double represents it, and is refused in the same way.
    private static readonly byte[] s_endless = "1e999"u8.ToArray();

    private static BigInteger Digits(string text, int unit) =>
        text.Aggregate(BigInteger.Zero, (sum, digit) => sum * unit + Convert.ToInt32(digit.ToString(), 16));

    // The integers of YAML 1.1: binary, octal, hexadecimal, decimal and, with colons, base sixty.
    [GeneratedRegex(@"\A[-+]?(0b[01_]*[01][01_]*|0[0-7_]+|0|[1-9][0-9_]*(:[0-5]?[0-9])*|0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A([-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]{1,9})?|\.[0-9][0-9_]*([eE][-+][0-9]{1,9})?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*)\z")]
    private static partial Regex Real();

    [GeneratedRegex(@"\A([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z")]
    private static partial Regex Endless();
}
