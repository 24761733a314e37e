using Fleet.Client.Environments;

namespace Fleet.Client.Tests.Environments;

public sealed class VerifierFunctionTests
{
    public static TheoryData<string, string?> Codes => new()
    {
        { "def validate_task(env, final_answer=None):\n    return 1.0\n", "validate_task" },
        { "async def v(env):\n    return 1\n", "v" },
        { "\uFEFFimport re\r\n\r\n# def no(env): pass\r\ndef  yes (env):\r\n    return 1\r\n", "yes" },
        { "import re\rdef mac(env): return 1\r", "mac" },
        { "@decorated(\n  'def no(x):'\n)\n@again\ndef yes(env): return 1", "yes" },
        { "\"\"\"Notes:\ndef no(env):\n    pass\n\"\"\"\ndef yes(env): pass", "yes" },
        { "x = '''\ndef no(env): pass\n'''; y = 1\ndef yes(env): pass", "yes" },
        { "x = r'''\\\\'''\ndef yes(env): pass", "yes" },
        { "x = r'''\\'''\ndef no(env): pass", null },
        { "x = 'it\\'s \\\ndef no(env): pass'\ndef yes(env): pass", "yes" },
        { "x = \"unclosed\ndef yes(env): pass", "yes" },
        { "class A:\n    def no(self): pass\n\nif True:\n    def neither(env): pass\n\ndef yes(env): pass", "yes" },
        { "x = [\ndef_ (1),\n]\ndef yes(env): pass", "yes" },
        { "x = (1 +\n# a comment with ) and '\n2)\ndef yes(env): pass", "yes" },
        { "x = 1 + \\\ndef_no(1)\ndef yes(env): pass", "yes" },
        { "def \\\n  joined(env): pass", "joined" },
        { "async \\\n def joined(env): pass", "joined" },
        { "def\tübung_2(env): pass", "übung_2" },
        { "def generic[T](env: T): pass", "generic" },
        { "x = f\"{d['def']}\"\ndef yes(env): pass", "yes" },
        { "define(env)\ndefault = 1\nasyncio.run(x)", null },
        { "def 1x(env): pass", null },
        { "def nothing", null },
        { "    def indented(env): pass", null },
        { "<error loading code: gone>", null },
        { "verify = lambda env: 1.0", null },
        { "'''def hidden(env): pass", null },
        { "", null },
        { "\\", null },
        { "def", null },
        { "async", null },
        { "'", null },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_first_function_at_top_level_is_found_by_reading(string code, string? expected) => Assert.Equal(expected, VerifierFunction.NameIn(code));

    [Fact]
    public void No_code_has_no_function() => Assert.Null(VerifierFunction.NameIn(null));
}
