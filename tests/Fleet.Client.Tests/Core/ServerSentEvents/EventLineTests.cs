using System.Text;
using Fleet.Client.Core;

namespace Fleet.Client.Tests.Core;

public sealed class EventLineTests
{
    [Theory]
    [InlineData("data: a", "data=a")]
    [InlineData("data:a\ndata:  b\n", "data=a|data= b")]
    [InlineData("event: chunk\r\ndata: {}\r\n\r\n", "event=chunk|data={}|=")]
    [InlineData("id\r\rdata:x:y\r", "id=|=|data=x:y")]
    [InlineData(": comment\n", "=comment")]
    public void A_line_ends_as_the_standard_says(string text, string lines)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        List<string> read = [];
        while (!rest.IsEmpty)
        {
            EventLine line = EventLine.Take(ref rest);
            Assert.Equal(line.IsEmpty, line.Field.IsEmpty && line.Value.IsEmpty);
            read.Add($"{Encoding.UTF8.GetString(line.Field)}={Encoding.UTF8.GetString(line.Value)}");
        }

        Assert.Equal(lines, string.Join('|', read));
    }
}
