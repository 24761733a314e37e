using System.Globalization;

namespace Fleet.LocalServer.Environments.Verification.Python;

/// <summary>Writes values as Python prints them, so that a message reads the same whoever made it.</summary>
internal static class PythonText
{
    public static string Of(object? value) => value switch
    {
        null or DBNull => "None",
        string text => text,
        bool truth => truth ? "True" : "False",
        double number => Of(number),
        byte[] bytes => $"{bytes.Length} bytes",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static string Of(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }
}
