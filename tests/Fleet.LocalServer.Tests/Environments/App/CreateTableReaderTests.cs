using Fleet.LocalServer.Environments.Instances.Schema;

namespace Fleet.LocalServer.Tests.Environments.App;

/// <summary>Reads CHECK constraints from statements of many forms.</summary>
public sealed class CreateTableReaderTests
{
    [Theory]
    [InlineData("CREATE TABLE t (a TEXT CHECK (a IN ('x', 'it''s')))", "a", "x|it's")]
    [InlineData("CREATE TABLE t (a TEXT CHECK(a IS NULL OR a in('x','y')), b)", "a", "x|y")]
    [InlineData("CREATE TABLE t (a TEXT, b INT, CHECK (b IN (0, 1, -2)))", "b", "0|1|-2")]
    [InlineData("CREATE TABLE \"odd (\"\"\" (\"a b\" NUM CHECK (\"a b\" IN (1.5)))", "a b", "1.5")]
    [InlineData("CREATE TABLE t (-- it's, (a comment\n a /* ) */ TEXT DEFAULT (strftime('%Y,(', 'now')) CONSTRAINT c CHECK ([a] IN ('(', ')')))", "a", "(|)")]
    [InlineData("CREATE TABLE t (a TEXT CHECK (a IN (SELECT 'x')))", "a", null)]
    [InlineData("CREATE TABLE t (a TEXT CHECK (a NOT IN ('x')))", "a", null)]
    [InlineData("CREATE TABLE t (a TEXT CHECK (a IN ('x') OR b IN ('y')), b)", "a", null)]
    [InlineData("CREATE TABLE t (a TEXT CHECK (a IN ()))", "a", null)]
    [InlineData("CREATE TABLE t (a TEXT CHECK (b IN ('x')), b)", "a", null)]
    [InlineData("CREATE TABLE t (a DECIMAL(10, 2), b TEXT CHECK (b IN ('x')))", "b", "x")]
    public void Choices_are_read(string sql, string column, string? expected)
    {
        CheckRule[] rules = [.. CreateTableReader.ReadChecks(sql).Where(check => check.IsFor(column))];

        string? choices = rules.Select(check => check.ReadChoices(column)).FirstOrDefault(static found => found is not null) is { } values
            ? string.Join('|', values.Select(static value => FormattableString.Invariant($"{value}")))
            : null;
        Assert.Equal(expected, choices);
    }

    [Fact]
    public void Rules_have_their_column_name_and_text()
    {
        const string sql = """
            CREATE TABLE t (
                a INTEGER NOT NULL CHECK ( a > 0 ),
                b TEXT CONSTRAINT short CHECK (length(b) < (9)),
                CONSTRAINT both CHECK ((a IS NULL) <> (b IS NULL)),
                FOREIGN KEY (a) REFERENCES u (id))
            """;

        Assert.Equal(
            ["a//a > 0", "b/short/length(b) < (9)", "/both/(a IS NULL) <> (b IS NULL)"],
            CreateTableReader.ReadChecks(sql).Select(static check => $"{check.Column}/{check.Name}/{check.Text}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CREATE TABLE t AS SELECT 1")]
    [InlineData("CREATE TABLE t (a CHECK (")]
    [InlineData("CREATE TABLE t (a CHECK")]
    [InlineData("CREATE TABLE t ('")]
    [InlineData("CREATE VIRTUAL TABLE t USING fts5(a, CHECK)")]
    public void What_is_not_understood_has_no_rules(string sql) => Assert.Empty(CreateTableReader.ReadChecks(sql));
}
