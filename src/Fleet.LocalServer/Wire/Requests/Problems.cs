using System.Globalization;
using System.Text;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>What is wrong with a document, field by field.</summary>
internal sealed class Problems
{
    private readonly List<(string Path, string Message, string Type)> _found = [];

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _found.Count > 0;

    /// <summary>Notes a problem.</summary>
    /// <param name="path">The field, as <c>usage.model.input_tokens</c>.</param>
    /// <param name="message">What is wrong, for people.</param>
    /// <param name="type">What is wrong, for programs.</param>
    public void Add(string path, string message, string type) => _found.Add((path, message, type));

    /// <summary>Refuses the document when anything is wrong.</summary>
    /// <param name="model">What the document should be.</param>
    /// <param name="prefix">What the text begins with.</param>
    /// <exception cref="RefusedException">Something is wrong.</exception>
    public void ThrowIfAny(string model, string prefix)
    {
        if (Any)
        {
            throw new RefusedException(prefix + Describe(model));
        }
    }

    /// <summary>All that is wrong, in the layout of the original.</summary>
    public string Describe(string model)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{_found.Count} validation error{(_found.Count == 1 ? "" : "s")} for {model}");
        foreach ((string path, string message, string type) in _found)
        {
            text.Append('\n').Append(path).Append("\n  ").Append(message).Append(" [type=").Append(type).Append(']');
        }

        return text.ToString();
    }
}
