using System.IO.Compression;
using System.Text;
using Fleet.Client.Environments;

namespace Fleet.Client.Tests.Environments;

public sealed class VerifierBundleTests
{
    private const string Code = "def v(env):\n    return 1.0  # é\n";

    [Theory]
    [InlineData(Code)]
    [InlineData("")]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(200_000)]
    public void The_archive_holds_the_code_exactly(object code)
    {
        string text = code as string ?? new string('x', (int)code);

        using ZipArchive zip = new(new MemoryStream(VerifierBundle.Of(text).Bytes));

        Assert.Equal(["requirements.txt", "verifier.py"], zip.Entries.Select(static entry => entry.FullName));
        Assert.Equal("fleet-python", Read(zip.Entries[0]));
        Assert.Equal(text, Read(zip.Entries[1]));
        Assert.All(zip.Entries, static entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public void The_hash_depends_on_the_code_alone()
    {
        // A change of this hash makes every service load every bundle again.
        Assert.Equal("472dbcb1fd25e95423293cffede07d6da7907b029fbf2af4cdad935e4e0b6f2f", VerifierBundle.Of(Code).Sha256);
        Assert.NotEqual(VerifierBundle.Of(Code).Sha256, VerifierBundle.Of(Code + " ").Sha256);
    }

    [Fact]
    public void Python_reads_the_archive()
    {
        string listing = Python.Run(
            "import base64,io,sys,zipfile; z=zipfile.ZipFile(io.BytesIO(base64.b64decode(sys.stdin.read()))); print(z.testzip(), z.namelist(), "
                + "z.read('verifier.py').decode()=="
                + "'def v(env):\\n    return 1.0  # \\xe9\\n', z.infolist()[1].compress_type)",
            Convert.ToBase64String(VerifierBundle.Of(Code).Bytes));

        Assert.Equal("None ['requirements.txt', 'verifier.py'] True 8", listing.Trim());
    }

    private static string Read(ZipArchiveEntry entry)
    {
        using StreamReader reader = new(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
