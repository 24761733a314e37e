using System.Text;

namespace Fleet;

/// <summary>
/// The text of a message while it grows. All updates of the message share it and remember only how much of it was theirs, so that a long
/// message costs its length once and not once for each update.
/// </summary>
internal sealed class MessageText
{
    private readonly StringBuilder _text = new();
    private readonly Lock _lock = new();

    /// <summary>Adds a piece.</summary>
    /// <returns>The length with it.</returns>
    public int Append(string piece)
    {
        lock (_lock)
        {
            return _text.Append(piece).Length;
        }
    }

    /// <summary>The beginning of the text; what came later does not show.</summary>
    public string First(int length)
    {
        lock (_lock)
        {
            return _text.ToString(0, length);
        }
    }
}
