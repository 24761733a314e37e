using System.Globalization;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>The result of a ledger check.</summary>
internal sealed record LedgerReport(LedgerHead Head, IReadOnlyList<string> Problems)
{
    /// <summary>Writes the report.</summary>
    public void Write(JsonText json)
    {
        json.OpenObject().Field("ok", Problems.Count == 0).Name("head");
        Head.Write(json);
        json.Field("problems", Problems).CloseObject();
    }
}

/// <summary>
/// Checks the ledger from its first entry: recomputes every hash and, from the entries, the lookup tables. A single changed byte in any of them is
/// detected, as is a removed or added row.
/// </summary>
internal static class LedgerVerifier
{
    private const int MostProblems = 20;
    private const int Page = 1000;

    /// <summary>Checks a ledger.</summary>
    /// <param name="session">A session over it.</param>
    /// <param name="expected">A head kept elsewhere that must be part of the ledger; null for none.</param>
    public static LedgerReport Verify(StateSession session, LedgerHead? expected)
    {
        List<string> problems = [];
        LedgerHead head = new(0, LedgerEntry.Genesis);
        try
        {
            session.Execute("BEGIN");
            foreach (string problem in session.Query("PRAGMA integrity_check", static row => row.GetString(0)).Where(static text => text != "ok"))
            {
                problems.Add($"The database file is damaged: {problem}");
            }

            using SqliteConnection scratch = new("Data Source=:memory:");
            scratch.Open();
            using StateSession replay = new(scratch);
            foreach (string step in new LedgerSchema().Steps)
            {
                using SqliteCommand command = scratch.CreateCommand();
#pragma warning disable CA2100 // A step of the schema, which is a constant of this assembly.
                command.CommandText = step;
#pragma warning restore CA2100
                command.ExecuteNonQuery();
            }

            head = CheckChain(session, replay, expected, problems);
            CheckProjections(session, replay, problems);
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or InvalidOperationException or FormatException)
        {
            problems.Add($"The ledger cannot be read to its end: {e.Message}");
        }
        finally
        {
            EndReading(session);
        }

        return new LedgerReport(head, [.. problems.Take(MostProblems)]);
    }

    private static LedgerHead CheckChain(StateSession session, StateSession replay, LedgerHead? expected, List<string> problems)
    {
        LedgerBook book = new(session);
        LedgerHead head = new(0, LedgerEntry.Genesis);
        bool seen = expected is not { Entries: > 0 };
        bool replaying = true;
        while (problems.Count < MostProblems && book.Entries(head.Entries, Page) is { Count: > 0 } entries)
        {
            foreach (LedgerEntry entry in entries)
            {
                if (entry.Seq != head.Entries + 1)
                {
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"Entry {head.Entries + 1} is missing."));
                }

                if (!LedgerEntry.HashOf(head.Hash, entry.Seq, entry.Kind, entry.Ref, entry.Body).AsSpan().SequenceEqual(entry.Hash))
                {
                    problems.Add(string.Create(
                        CultureInfo.InvariantCulture, $"Entry {entry.Seq} ({entry.Kind} {entry.Ref}) does not match its hash and the entry before it."));
                    replaying = false;
                }

                if (expected is { } kept && kept.Entries == entry.Seq)
                {
                    seen = kept.Hash.AsSpan().SequenceEqual(entry.Hash);
                }

                replaying = replaying && TryReplay(replay, entry, problems);
                head = new LedgerHead(entry.Seq, entry.Hash);
            }
        }

        if (!seen)
        {
            problems.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The ledger does not contain the expected entry {expected!.Value.Entries} with its hash: it was truncated or rewritten."));
        }

        return head;
    }

    private static bool TryReplay(StateSession replay, LedgerEntry entry, List<string> problems)
    {
        try
        {
            LedgerProjection.Apply(replay, entry);
            return true;
        }
        catch (Exception e) when (
            e is SqliteException or RefusedException or System.Text.Json.JsonException or InvalidOperationException or KeyNotFoundException)
        {
            problems.Add(string.Create(
                CultureInfo.InvariantCulture, $"Entry {entry.Seq} ({entry.Kind} {entry.Ref}) cannot follow the entries before it: {e.Message}"));
            return false;
        }
    }

    private static void CheckProjections(StateSession session, StateSession replay, List<string> problems)
    {
        if (problems.Count > 0)
        {
            // Tables derived from damaged entries prove nothing.
            return;
        }

        foreach ((string table, string order) in LedgerSchema.Projections)
        {
            string sql = $"SELECT * FROM {table} ORDER BY {order}";
            List<string> expected = replay.Query(sql, Describe);
            List<string> found = session.Query(sql, Describe);
            foreach (string row in found.Except(expected, StringComparer.Ordinal))
            {
                problems.Add($"The table {table} has a row that no entry accounts for: {row}");
            }

            foreach (string row in expected.Except(found, StringComparer.Ordinal))
            {
                problems.Add($"The table {table} lacks a row that follows from the entries: {row}");
            }
        }
    }

    private static void EndReading(StateSession session)
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // A damaged file may already have ended the transaction.
        }
    }

    private static string Describe(SqliteDataReader row)
    {
        object[] values = new object[row.FieldCount];
        row.GetValues(values);
        return string.Join(", ", values.Select(static value =>
            value is string text ? PythonText.Quote(text) : Convert.ToString(value, CultureInfo.InvariantCulture)));
    }
}
