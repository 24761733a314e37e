namespace Fleet.Architecture.Tests;

/// <summary>The check itself: an arrow upwards and a circle are found, in whatever form the code refers to a type.</summary>
public sealed class CheckerTests
{
    private const string Bottom = "namespace App.Low; internal class Low { public const int Limit = 1; public static int Count() => 1; public Low? Next { get; } }";

    [Theory]
    [InlineData("internal class Top { private readonly App.Low.Low? _low = null; }")]
    [InlineData("using App.Low; internal class Top { private int Limit => Low.Limit; }")]
    [InlineData("using App.Low; internal class Top { private string Name => nameof(Low); }")]
    [InlineData("using App.Low; internal class Top : Low;")]
    [InlineData("using App.Low; internal class Top { private static object Make() { Low low = new(); var next = low.Next; return next!; } }")]
    [InlineData("using static App.Low.Low; internal class Top { private int Number => Count(); }")]
    public void A_reference_is_found_in_every_form(string top)
    {
        IReadOnlyList<SourceReference> references = SourceReferences.Of("App", [("High/Top.cs", top), ("Low/Low.cs", Bottom)]);

        Assert.NotEmpty(references);
        Assert.All(references, static one => Assert.Equal(("High/Top.cs", "Low/Low.cs", "Low"), (one.File, one.Target, one.Name)));
    }

    [Theory]
    [InlineData("/// <summary>See <see cref=\"App.Low.Low\"/>.</summary>\ninternal class Top;")]
    [InlineData("// App.Low.Low\ninternal class Top { private string Text => \"App.Low.Low\"; }")]
    public void Text_is_no_reference(string top) => Assert.Empty(SourceReferences.Of("App", [("High/Top.cs", top), ("Low/Low.cs", Bottom)]));

    [Theory]
    [InlineData("High", "Low", true)]
    [InlineData("High", "Side", true)]
    [InlineData("", "Low", true)]
    [InlineData("Low", "High", false)]
    [InlineData("Middle", "Side", false)]
    [InlineData("Low", "", false)]
    [InlineData("High", "Unknown", false)]
    [InlineData("Unknown", "Low", false)]
    public void A_rule_lets_arrows_go_downwards_only(string from, string to, bool allowed)
    {
        LayerRule rule = Assert.Single(LayerRule.Read("# Map\n```layers\nsrc/App: High > Middle | Side > Low\n```\n```text\nsrc/Other: A > B\n```\n"));

        Assert.Equal(allowed, rule.Allows(from, to));
    }

    [Theory]
    [InlineData("src/App: High >")]
    [InlineData("src/App High > Low")]
    [InlineData("src/App: High | > Low")]
    public void A_line_that_is_no_rule_is_refused(string line) => Assert.Throws<FormatException>(() => LayerRule.Read($"```layers\n{line}\n```"));

    [Fact]
    public void A_circle_is_found_over_several_folders_and_one_level_down()
    {
        SourceReference[] references =
        [
            new("A/One.cs", 1, "B/Two.cs", "Two"),
            new("B/Two.cs", 1, "C/X/Three.cs", "Three"),
            new("C/X/Three.cs", 1, "C/Y/Four.cs", "Four"),
        ];
        Assert.Empty(new FolderGraph("", references).FindCircle());
        Assert.Empty(new FolderGraph("C", references).FindCircle());

        references = [.. references, new("C/Y/Four.cs", 1, "A/One.cs", "One"), new("C/Y/Four.cs", 2, "C/X/Three.cs", "Three")];
        Assert.Equal(["A", "B", "C", "A"], new FolderGraph("", references).FindCircle());
        Assert.Equal(["X", "Y", "X"], new FolderGraph("C", references).FindCircle());
    }
}
