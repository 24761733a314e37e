using System.Globalization;
using System.Numerics;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Tests.Wire;

/// <summary>Test vectors observed from the original's validator.</summary>
public sealed class LaxNumberTests
{
    [Theory]
    [InlineData("820", "820")]
    [InlineData(" 820\u00a0", "820")]
    [InlineData("+5", "5")]
    [InlineData("-0.0", "0")]
    [InlineData("820.00", "820")]
    [InlineData("8_20", "820")]
    [InlineData("1_0.0", "10")]
    [InlineData("00012", "12")]
    [InlineData("0__1", "1")]
    [InlineData("0_0", "0")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    public void Whole_numbers_are_read(string text, string number)
    {
        Assert.True(LaxNumber.TryWhole(text, out BigInteger read));
        Assert.Equal(number, read.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("820.")]
    [InlineData("820.5")]
    [InlineData(".0")]
    [InlineData("1e3")]
    [InlineData("_8")]
    [InlineData("8_")]
    [InlineData("8__2")]
    [InlineData("0_")]
    [InlineData("+-5")]
    [InlineData("5\0")]
    [InlineData("5\u001f")]
    [InlineData("\u0665")]
    public void Other_whole_numbers_are_refused(string text) => Assert.False(LaxNumber.TryWhole(text, out _));

    [Theory]
    [InlineData(" 1.5 ", 1.5)]
    [InlineData("5.", 5)]
    [InlineData(".5", 0.5)]
    [InlineData("1E+5", 1e5)]
    [InlineData("1_0.5", 10.5)]
    [InlineData("1e1_0", 1e10)]
    [InlineData("-iNf", double.NegativeInfinity)]
    [InlineData("1e999", double.PositiveInfinity)]
    public void Floats_are_read(string text, double number)
    {
        Assert.True(LaxNumber.TryFloat(text, out double read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("0x1p3")]
    [InlineData("1,000")]
    [InlineData("1__0")]
    [InlineData("1_0 ")]
    [InlineData("5\0")]
    [InlineData("\u221e")]
    public void Other_floats_are_refused(string text) => Assert.False(LaxNumber.TryFloat(text, out _));
}
