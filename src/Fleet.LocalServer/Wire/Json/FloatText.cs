using System.Globalization;
using System.Numerics;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Formats floats as the original does.</summary>
internal static class FloatText
{
    /// <summary>The shortest text that parses to the same number; very small and large ones as <c>1.5e-7</c> or <c>1e+16</c>.</summary>
    public static string Short(double value) => Print(value, leastPoint: -4, exponentFormat: "e{0:+0;-0}");

    /// <summary>The same in Python's spelling: <c>1.5e-07</c>.</summary>
    public static string Python(double value) => Print(value, leastPoint: -3, exponentFormat: "e{0:+00;-00}");

    /// <summary>
    /// A fixed number of decimals, with exact ties rounded to even: 1/32 is 0.0312. The framework's <c>F4</c> would round it up.
    /// </summary>
    public static string Fixed(double value, int decimals)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int exponent = (int)(bits >> 52);
        BigInteger mantissa = exponent == 0 ? bits : (bits & ((1L << 52) - 1)) | (1L << 52);
        exponent = Math.Max(exponent, 1) - 1075;

        BigInteger scaled = mantissa * BigInteger.Pow(10, decimals);
        if (exponent >= 0)
        {
            scaled <<= exponent;
        }
        else
        {
            BigInteger divisor = BigInteger.One << -exponent;
            scaled = BigInteger.DivRem(scaled, divisor, out BigInteger rest);
            int half = (rest << 1).CompareTo(divisor);
            if (half > 0 || (half == 0 && !scaled.IsEven))
            {
                scaled++;
            }
        }

        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return $"{(double.IsNegative(value) ? "-" : "")}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    private static string Print(double value, int leastPoint, string exponentFormat)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "JSON has no infinite numbers.");
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        // The framework's shortest text, split into its digits and the position of the decimal point.
        string[] parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        string whole = parts[0].Split('.')[0].TrimStart('0');
        string decimals = parts[0].Contains('.', StringComparison.Ordinal) ? parts[0].Split('.')[1] : "";
        int zeros = whole.Length == 0 ? decimals.Length - decimals.TrimStart('0').Length : 0;
        int point = whole.Length - zeros + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        string digits = (whole + decimals).Trim('0');
        string sign = value < 0 ? "-" : "";

        if (point > 16 || point < leastPoint)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return sign + digits[0] + fraction + string.Format(CultureInfo.InvariantCulture, exponentFormat, point - 1);
        }

        return sign + (point <= 0 ? "0." + new string('0', -point) + digits
            : point >= digits.Length ? digits.PadRight(point, '0') + ".0"
            : digits[..point] + "." + digits[point..]);
    }
}
