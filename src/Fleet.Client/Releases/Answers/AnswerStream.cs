using System.Globalization;
using System.Text;
using Fleet.Client.Core;

namespace Fleet.Client.Releases;

/// <summary>
/// A response that arrived in chunks, joined as far as its token usage is concerned. The usage in a chunk is the total so far, field by field:
/// OpenAI reports it in the last chunk, Anthropic reports the input in the first one and the output in those at the end.
/// </summary>
internal static class AnswerStream
{
    /// <summary>Returns whether a text is a stream of server-sent events, as a service sends it and a script stores it.</summary>
    public static bool IsStream(string text) => text.AsSpan().TrimStart() is ['d', 'a', 't', 'a', ':', ..] or ['e', 'v', 'e', 'n', 't', ':', ..] or [':', ..];

    /// <summary>Returns the chunks of a stream's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parse">Reads the JSON of one chunk.</param>
    /// <exception cref="FleetValidationException">A chunk is not JSON; the error names its line.</exception>
    public static object?[] Pieces(string text, Func<string, object?> parse)
    {
        List<object?> pieces = [];
        int number = 0;
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (!rest.IsEmpty)
        {
            number++;
            EventLine line = EventLine.Take(ref rest);
            string data = line.Field.SequenceEqual("data"u8) ? Encoding.UTF8.GetString(line.Value).Trim() : "";
            if (data is "" or "[DONE]")
            {
                continue;
            }

            try
            {
                pieces.Add(parse(data));
            }
            catch (FleetValidationException exception)
            {
                throw new FleetValidationException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of the stream is not JSON."), exception);
            }
        }

        return [.. pieces];
    }

    /// <summary>Joins the chunks of one response.</summary>
    public static OrderedDictionary<string, object?> Join(IEnumerable<OrderedDictionary<string, object?>> pieces)
    {
        OrderedDictionary<string, object?> answer = [], usage = [];
        foreach (OrderedDictionary<string, object?> piece in pieces)
        {
            // Anthropic's first chunk has the beginning of the message; those of OpenAI's responses API have the response so far.
            foreach (string within in (ReadOnlySpan<string>)["message", "response"])
            {
                if (piece.GetValueOrDefault(within) is OrderedDictionary<string, object?> part)
                {
                    Take(part);
                }
            }

            Take(piece);
        }

        if (usage.Count > 0)
        {
            answer["usage"] = usage;
        }

        return answer;

        void Take(OrderedDictionary<string, object?> part)
        {
            foreach (string name in (ReadOnlySpan<string>)["id", "model", "provider"])
            {
                if (part.GetValueOrDefault(name) is string text && !string.IsNullOrWhiteSpace(text))
                {
                    answer.TryAdd(name, text);
                }
            }

            if (part.GetValueOrDefault("usage") is OrderedDictionary<string, object?> reported)
            {
                foreach ((string name, object? count) in reported)
                {
                    usage[name] = count ?? usage.GetValueOrDefault(name);
                }
            }
        }
    }
}
