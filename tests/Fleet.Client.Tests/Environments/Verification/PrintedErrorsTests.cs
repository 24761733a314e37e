using Fleet.Client.Environments;

namespace Fleet.Client.Tests.Environments;

public sealed class PrintedErrorsTests
{
    public static TheoryData<string?, string[]> Outputs =>
        new()
        {
            { null, [] },
            { "nothing to see", [] },
            { "Verification errors: []", [] },
            { "Verification errors: [\"Expected field to be 'value', got None\"]", ["Expected field to be 'value', got None"] },
            {
                "before\nVerification errors: ['it\\'s', \"a \\\"b\\\"\", 'x\\ny\\t\\\\', 'caf\\xe9 \\u20ac \\U0001f600']\nafter",
                ["it's", "a \"b\"", "x\ny\t\\", "café € 😀"]
            },
            { "Verification errors: [\n  \"json\",\n  \"\\ud83d\\ude00 \\/\"\n]", ["json", "😀 /"] },
            { "Verification errors: [None, 1.5, ['a', ']'], ('b', {'c': 1}), 'd']", ["None", "1.5", "['a', ']']", "('b', {'c': 1})", "d"] },
            { "Verification errors: ['one', 'two", ["one", "two"] },
            { "Verification errors: ['one', [2", ["one", "[2"] },
            { "Verification errors: [", [] },
            { "Verification errors:", [] },
            { "Verification errors: the ticket is still open\r\nVerification errors: ['and another']", ["the ticket is still open", "and another"] },
            { "verification errors: [r'\\d', b'x', u'y', '\\q']", ["\\d", "x", "y", "\\q"] },
            { "Verification errors: ['\\", ["\\"] },
            { "Verification errors: ['\\x4", ["\\x4"] },
            { "Verification errors: ['a' 'b', , 'c']", ["a", "b", "c"] },
            { "Verification errors: [)]", [")]"] },
        };

    [Theory]
    [MemberData(nameof(Outputs))]
    public void The_reasons_are_read_as_Python_or_JSON_shows_them(string? output, string[] expected) => Assert.Equal(expected, PrintedErrors.In(output));
}
