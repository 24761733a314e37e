using System.IO.Compression;
using System.Text;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Tasks;

/// <summary>The code of an uploaded verifier bundle.</summary>
internal sealed record StoredBundle(string Sha256, string Key, string Code, DateTimeOffset CreatedAt);

/// <summary>Stores the code of uploaded verifier bundles by the bundle's hash, so that clients upload each bundle only once.</summary>
internal sealed class BundleStore(StateDatabase database, TimeProvider clock) : ISchemaPart
{
    private const string CodeEntry = "verifier.py";
    private const int MaxBundleBytes = 8 * 1024 * 1024;
    private const int MaxCodeBytes = 1024 * 1024;
    private const int MaxEntries = 100;

    public string Name => "bundles";

    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE verifier_bundles (
            sha256 TEXT PRIMARY KEY,
            verifier_key TEXT NOT NULL,
            code TEXT NOT NULL,
            created_at INTEGER NOT NULL) WITHOUT ROWID
        """,
    ];

    /// <summary>Returns a bundle, or null.</summary>
    public Task<StoredBundle?> FindAsync(string sha256) => database.ReadAsync(session => session.QueryFirst(
        "SELECT sha256, verifier_key, code, created_at FROM verifier_bundles WHERE sha256 = ?1",
        static row => new StoredBundle(row.GetString(0), row.GetString(1), row.GetString(2), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(3))),
        sha256));

    /// <summary>Stores a bundle.</summary>
    public Task AddAsync(string sha256, string key, string code) => database.Writer.RunAsync(session => session.Execute(
        "INSERT INTO verifier_bundles VALUES (?1, ?2, ?3, ?4) ON CONFLICT (sha256) DO NOTHING",
        sha256, key, code, clock.GetUtcNow().ToUnixTimeSeconds()));

    /// <summary>Deletes all bundles.</summary>
    public Task ClearAsync() => database.Writer.RunAsync(static session => session.Execute("DELETE FROM verifier_bundles"));

    /// <summary>Extracts the code from a bundle, a ZIP file with the code in <c>verifier.py</c>. Does not trust the sizes in the ZIP headers.</summary>
    /// <exception cref="ApiException">The bundle is malformed or too large.</exception>
    public static string ReadCode(byte[] bundle)
    {
        if (bundle.Length > MaxBundleBytes)
        {
            throw ApiException.BadRequest($"The bundle is larger than {MaxBundleBytes} bytes");
        }

        try
        {
            using ZipArchive archive = new(new MemoryStream(bundle), ZipArchiveMode.Read);
            if (archive.Entries.Count > MaxEntries)
            {
                throw ApiException.BadRequest($"The bundle has more than {MaxEntries} members");
            }

            ZipArchiveEntry entry = archive.GetEntry(CodeEntry) ?? throw ApiException.BadRequest($"The bundle has no member '{CodeEntry}'");
            using Stream stream = entry.Open();
            byte[] buffer = new byte[MaxCodeBytes + 1];
            int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return read > MaxCodeBytes
                ? throw ApiException.BadRequest($"The bundle's '{CodeEntry}' is larger than {MaxCodeBytes} bytes")
                : new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer, 0, read);
        }
        catch (InvalidDataException e)
        {
            throw ApiException.BadRequest($"The bundle is not a ZIP file: {e.Message}");
        }
        catch (DecoderFallbackException)
        {
            throw ApiException.BadRequest($"The bundle's '{CodeEntry}' is not UTF-8");
        }
    }
}
