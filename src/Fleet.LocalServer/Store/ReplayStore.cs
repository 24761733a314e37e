using System.Security.Cryptography;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Store;

/// <summary>Identifies a request that may be sent again.</summary>
/// <param name="Scope">Its method and path.</param>
/// <param name="Value">The value of its header.</param>
/// <param name="BodyHash">The hash of its body.</param>
internal sealed record ReplayKey(string Scope, string Value, byte[] BodyHash)
{
    private const int MaxLength = 256;

    /// <summary>Reads the key of a request from <c>Idempotency-Key</c> or, as in the hosted service, <c>X-Request-ID</c>.</summary>
    public static ReplayKey? Read(HttpRequest request, ReadOnlySpan<byte> body)
    {
        string value = request.Headers["Idempotency-Key"].ToString();
        if (value.Length == 0)
        {
            value = request.Headers["X-Request-ID"].ToString();
        }

        return value.Length switch
        {
            0 => null,
            > MaxLength => throw ApiException.BadRequest($"Idempotency-Key and X-Request-ID may have at most {MaxLength} characters"),
            _ => new ReplayKey($"{request.Method} {request.Path}{request.QueryString}", value, SHA256.HashData(body)),
        };
    }
}

/// <summary>An answer stored together with the object it reports.</summary>
internal sealed record StoredAnswer(int Status, byte[] Body);

/// <summary>
/// Stores the answers to requests that create something, in the same transaction as what they create: a request that is repeated because its answer
/// was lost gets the first answer. All methods run on the writer, so a second request automatically waits for the first.
/// </summary>
internal sealed class ReplayStore : ISchemaPart
{
    /// <summary>The time for which answers are kept.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromHours(24);

    public string Name => "replays";

    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE replays (
            scope TEXT NOT NULL,
            value TEXT NOT NULL,
            body_hash BLOB NOT NULL,
            status INTEGER NOT NULL,
            answer BLOB NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX replays_key ON replays (scope, value);
        CREATE INDEX replays_age ON replays (created_at);
        """,
    ];

    /// <summary>Finds the answer to an earlier copy of a request.</summary>
    /// <exception cref="ApiException">The key was used with a different body.</exception>
    public static StoredAnswer? Find(StateSession session, ReplayKey? key)
    {
        if (key is null)
        {
            return null;
        }

        (byte[] Hash, StoredAnswer Answer)? found = session.QueryFirst<(byte[], StoredAnswer)?>(
            "SELECT body_hash, status, answer FROM replays WHERE scope = ?1 AND value = ?2",
            static row => (row.GetFieldValue<byte[]>(0), new StoredAnswer(row.GetInt32(1), row.GetFieldValue<byte[]>(2))),
            key.Scope,
            key.Value);
        if (found is not { } known)
        {
            return null;
        }

        return known.Hash.AsSpan().SequenceEqual(key.BodyHash)
            ? known.Answer
            : throw ApiException.Conflict($"The request id '{key.Value}' was used before with another body");
    }

    /// <summary>Stores the answer to a request.</summary>
    public static void Add(StateSession session, ReplayKey? key, StoredAnswer answer, DateTimeOffset now)
    {
        if (key is not null)
        {
            session.Execute(
                "INSERT INTO replays VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                key.Scope, key.Value, key.BodyHash, answer.Status, answer.Body, now.ToUnixTimeSeconds());
        }
    }

    /// <summary>Removes answers that are no longer needed.</summary>
    public static int Prune(StateSession session, DateTimeOffset now) =>
        session.Execute("DELETE FROM replays WHERE created_at < ?1", (now - Keep).ToUnixTimeSeconds());
}
