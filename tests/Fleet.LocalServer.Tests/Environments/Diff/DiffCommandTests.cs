using System.Text;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Hosting;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Tests.Environments.Diff;

/// <summary>Tests the command that compares two database files.</summary>
public sealed class DiffCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-diff-");

    [Fact]
    public async Task Two_files_are_compared_and_left_alone()
    {
        string seed = Make("a seed#1?.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, v, w); INSERT INTO t VALUES (1, 'ü', 'x'); CREATE TABLE u (id)");
        string current = Make("current.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, v, w); INSERT INTO t VALUES (1, 'ö', 'y'); CREATE TABLE u (id)");
        string[] before = Content();

        (int code, string output, string error) = await RunAsync("--seed", seed, "--current", current, "--ignore-table", "u", "--ignore-field", "t.w");

        Assert.Equal((0, ""), (code, error));
        JsonNode answer = JsonNode.Parse(output)!;
        Assert.Equal(["success", "diff", "message"], answer.AsObject().Select(static member => member.Key));
        Assert.Equal(
            """{"v":{"before":"ü","after":"ö"}}""",
            answer["diff"]!["t"]!["modified_rows"]![0]!["changes"]!.ToJsonString(
                new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Single(answer["diff"]!.AsObject());
        Assert.Equal(before, Content());
    }

    [Fact]
    public async Task A_write_ahead_log_is_read_and_none_is_made()
    {
        string seed = Make("seed.db", "PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY)");
        string current = Path.Combine(_folder.FullName, "current.db");
        string[] settled = Content();
        using SqliteConnection writing = new(new SqliteConnectionStringBuilder { DataSource = current, Pooling = false }.ToString());
        writing.Open();
        Execute(writing, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (7)");

        (int code, string output, _) = await RunAsync("--seed", seed, "--current", current);

        Assert.Equal(0, code);
        Assert.Equal("7", JsonNode.Parse(output)!["diff"]!["t"]!["added_rows"]![0]!["row_id"]!.ToJsonString());
        Assert.Equal(settled, Content().Where(static file => !file.StartsWith("current", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_cannot_be_compared_is_one_line()
    {
        string good = Make("good.db", "CREATE TABLE t (id)");
        string text = Path.Combine(_folder.FullName, "text.db");
        await File.WriteAllTextAsync(text, new string('x', 5000), TestContext.Current.CancellationToken);
        string missing = Path.Combine(_folder.FullName, "missing.db");

        Assert.Equal((1, "", $"The file '{missing}' of --seed does not exist.\n"), await RunAsync("--seed", missing, "--current", good));
        Assert.Equal(
            (1, "", $"'{_folder.FullName}' of --current is a folder; give a SQLite file.\n"),
            await RunAsync("--seed", good, "--current", _folder.FullName));
        Assert.Equal(
            (1, "", $"'{text}' of --seed cannot be read as a SQLite database: file is not a database.\n"),
            await RunAsync("--seed", text, "--current", good));
        Assert.Equal(
            (1, "", $"'{text}' of --current cannot be read as a SQLite database: file is not a database.\n"),
            await RunAsync("--seed", good, "--current", text));
        Assert.False(File.Exists(missing));
        (int code, _, string error) = await RunAsync("--seed", good);
        Assert.Equal(
            (2, true),
            (code, error.Contains("--current", StringComparison.Ordinal) && error.EndsWith("See 'diff --help'.\n", StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using MemoryStream output = new();
        using StringWriter error = new() { NewLine = "\n" };
        int code = await CommandLine.RunAsync(["diff", .. arguments], TextWriter.Null, error, () => output);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    private string Make(string name, string sql)
    {
        string path = Path.Combine(_folder.FullName, name);
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, sql);
        return path;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private string[] Content() => [.. _folder.EnumerateFiles().Select(static file => $"{file.Name} {file.Length}").Order(StringComparer.Ordinal)];
}
