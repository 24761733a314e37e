using System.Globalization;
using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>Reads a whole number as seconds since 1970, as on the wire; anything else is a time as usual.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UnixTimeAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData.Bare();
        return value switch
        {
            int number => Time(number),
            long number => Time(number),
            string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => Time(number),
            _ => inputData,
        };
    }

    private static DateTimeOffset Time(long seconds)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ArgumentTransformationMetadataException($"{seconds} is not a time. Specify a time, or whole seconds since 1970.");
        }
    }
}
