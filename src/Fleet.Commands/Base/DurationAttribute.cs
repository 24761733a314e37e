using System.Globalization;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Accepts a number of seconds or a TimeSpan. PowerShell itself would read 30 as 3 microseconds and "30" as 30 days when a TimeSpan is
/// expected.
/// </summary>
/// <param name="minSeconds">The shortest accepted duration.</param>
/// <param name="maxSeconds">The longest accepted duration.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationAttribute(int minSeconds, int maxSeconds) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData.Bare();
        double? seconds = value switch
        {
            TimeSpan time => time.TotalSeconds,
            byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal =>
                Convert.ToDouble(value, CultureInfo.InvariantCulture),
            string text => Parse(text.Trim()),
            _ => null,
        };

        // The services count in whole seconds: a fraction would be dropped silently.
        return seconds is { } given && given >= minSeconds && given <= maxSeconds && double.IsInteger(given)
            ? TimeSpan.FromSeconds(given)
            : throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a duration from {minSeconds} to {maxSeconds} seconds. "
                + $"Specify whole seconds or a TimeSpan, for example {minSeconds} or '{TimeSpan.FromSeconds(minSeconds):c}'.");
    }

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
        : text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time.TotalSeconds
        : null;
}
