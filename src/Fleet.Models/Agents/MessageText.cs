using System.Text;

namespace Fleet;

/// <summary>
/// The text of a growing message. All updates of the message share it and remember only their own length, so that a long
/// message is stored once rather than once per update.
/// </summary>
internal sealed class MessageText
{
    private readonly StringBuilder _text = new();
    private readonly Lock _lock = new();

    /// <summary>Adds a piece.</summary>
    /// <returns>The new length.</returns>
    public int Append(string piece)
    {
        lock (_lock)
        {
            return _text.Append(piece).Length;
        }
    }

    /// <summary>Returns the beginning of the text, without later additions.</summary>
    public string First(int length)
    {
        lock (_lock)
        {
            return _text.ToString(0, length);
        }
    }
}
