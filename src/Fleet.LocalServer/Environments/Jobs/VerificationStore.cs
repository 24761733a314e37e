using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Store;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>A verification as stored, for sessions to refer to.</summary>
internal sealed record StoredVerification(string ExecutionId, bool Success, double? Score, string? StandardOutput, long ExecutionTimeMs, string? Result)
{
    /// <summary>The lowest score at which a task counts as passed.</summary>
    private const double PassingScore = 1;

    /// <summary>True if the task was passed.</summary>
    public bool Passed => Success && Score >= PassingScore;
}

/// <summary>Stores the results of verifiers, so that a session can refer to the verification that scored it.</summary>
internal sealed class VerificationStore(StateDatabase database, TimeProvider clock) : ISchemaPart
{
    public string Name => "verifications";

    public IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE verifications (
            execution_id TEXT NOT NULL,
            verifier_key TEXT NOT NULL,
            instance_id TEXT NOT NULL,
            success INTEGER NOT NULL,
            score REAL,
            stdout TEXT,
            execution_time_ms INTEGER NOT NULL,
            result TEXT,
            created_at INTEGER NOT NULL);
        CREATE UNIQUE INDEX verifications_id ON verifications (execution_id);
        """,
    ];

    /// <summary>Stores a verification.</summary>
    /// <returns>The verification's id.</returns>
    public async Task<string> AddAsync(string verifierKey, string instanceId, VerifierOutcome outcome)
    {
        string id = Guid.NewGuid().ToString();
        await database.Writer.RunAsync(session => session.Execute(
            "INSERT INTO verifications VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            id,
            verifierKey,
            instanceId,
            outcome.Success ? 1 : 0,
            Score(outcome),
            outcome.StandardOutput,
            outcome.ExecutionTimeMs,
            outcome.Result?.ToJsonString(),
            clock.GetUtcNow().ToUnixTimeMilliseconds()));
        return id;
    }

    /// <summary>Deletes all verifications.</summary>
    public Task ClearAsync() => database.Writer.RunAsync(static session => session.Execute("DELETE FROM verifications"));

    /// <summary>Reads the columns <c>execution_id, success, score, stdout, execution_time_ms, result</c> of a row.</summary>
    public static StoredVerification Read(SqliteDataReader row, int at) => new(
        row.GetString(at),
        row.GetInt64(at + 1) != 0,
        row.IsDBNull(at + 2) ? null : row.GetDouble(at + 2),
        row.IsDBNull(at + 3) ? null : row.GetString(at + 3),
        row.GetInt64(at + 4),
        row.IsDBNull(at + 5) ? null : row.GetString(at + 5));

    /// <summary>Returns the result if it is a number, or else its member <c>score</c>.</summary>
    private static double? Score(VerifierOutcome outcome)
    {
        if (!outcome.Success)
        {
            return null;
        }

        JsonNode? score = outcome.Result is JsonObject result ? result["score"] : outcome.Result;
        return score is JsonValue value && value.TryGetValue(out double number) ? number : null;
    }
}
