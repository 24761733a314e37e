using System.Globalization;
using System.Text;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Renders errors as the text of a 400 response.</summary>
internal static class FieldErrorText
{
    /// <summary>Formats all errors in the original's layout.</summary>
    /// <param name="errors">The errors.</param>
    /// <param name="model">The kind of document.</param>
    public static string Of(IReadOnlyList<FieldError> errors, string model)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{errors.Count} validation error{(errors.Count == 1 ? "" : "s")} for {model}");
        foreach (FieldError error in errors)
        {
            text.Append('\n').AppendJoin('.', error.Location.Select(Part));
            text.Append("\n  ").Append(error.Message).Append(" [type=").Append(error.Type).Append(']');
        }

        return text.ToString();
    }

    private static string Part(object part)
    {
        string text = Convert.ToString(part, CultureInfo.InvariantCulture)!;
        return text.Contains('.', StringComparison.Ordinal) ? $"`{text}`" : text;
    }
}
