using System.Security.Cryptography;

namespace Fleet.LocalServer.Store;

/// <summary>The answer to a request that changes something.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body.</param>
/// <param name="Replayed">True if it is the stored answer to an earlier copy of the request.</param>
internal sealed record ChangeAnswer(int Status, byte[] Body, bool Replayed = false);

/// <summary>Identifies a request that must not be carried out twice.</summary>
/// <param name="Key">The caller's <c>Idempotency-Key</c>.</param>
/// <param name="Fingerprint">A hash of the request.</param>
internal sealed record RequestKey(string Key, byte[] Fingerprint)
{
    /// <summary>Creates the key of a request.</summary>
    public static RequestKey? From(string key, string path, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(path));
        hash.AppendData([0]);
        hash.AppendData(body);
        return key.Length == 0 ? null : new RequestKey(key, hash.GetHashAndReset());
    }
}

/// <summary>
/// The answers to requests with a key, stored in the transaction of the change itself. A caller who lost an answer gets it again, whatever happened
/// to the server in between.
/// </summary>
internal static class GivenAnswers
{
    /// <summary>The table.</summary>
    public const string Table =
        "CREATE TABLE given_answer (key TEXT PRIMARY KEY, fingerprint BLOB NOT NULL, status INTEGER NOT NULL, "
        + "body BLOB NOT NULL, given_at INTEGER NOT NULL) WITHOUT ROWID;"
        + "CREATE INDEX given_answer_at ON given_answer (given_at);";

    private const long Kept = 7 * 24 * 3600 * 1_000_000L;

    /// <summary>Carries out a change, unless its key shows that it has been done.</summary>
    /// <param name="session">The writer's session.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="now">The time.</param>
    /// <param name="change">Carries out the change.</param>
    /// <exception cref="KeyReusedException">The key was used for a different request.</exception>
    public static ChangeAnswer Once(StateSession session, RequestKey? key, long now, Func<ChangeAnswer> change)
    {
        if (key is null)
        {
            return change();
        }

        (byte[] Fingerprint, ChangeAnswer Answer) given = session.QueryFirst(
            "SELECT fingerprint, status, body FROM given_answer WHERE key = ?1",
            static row => (row.GetFieldValue<byte[]>(0), new ChangeAnswer(row.GetInt32(1), row.GetFieldValue<byte[]>(2), Replayed: true)),
            key.Key);
        if (given.Answer is not null)
        {
            return given.Fingerprint.AsSpan().SequenceEqual(key.Fingerprint) ? given.Answer : throw new KeyReusedException();
        }

        ChangeAnswer answer = change();
        session.Execute("DELETE FROM given_answer WHERE given_at < ?1", now - Kept);
        session.Execute("INSERT INTO given_answer VALUES (?1, ?2, ?3, ?4, ?5)", key.Key, key.Fingerprint, answer.Status, answer.Body, now);
        return answer;
    }
}

/// <summary>Thrown if an <c>Idempotency-Key</c> was used for two different requests.</summary>
internal sealed class KeyReusedException() : Exception("This Idempotency-Key was used for another request.");
