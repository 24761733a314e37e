using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Wire.Json;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Environments.Verification.Checks;

/// <summary>Scores by declarative checks: the weight of those passed divided by the total weight.</summary>
internal sealed partial class CheckScorer(SqliteConnection connection, IReadOnlyDictionary<string, object?> parameters)
{
    private const int NamedChanges = 20;
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<string> _errors = [];

    public static async Task<VerifierOutcome> RunAsync(JsonElement checks, VerifierRun run, TimeProvider clock, CancellationToken ct)
    {
        using CancellationTokenSource time = new(run.Limit, clock);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            IReadOnlyList<Check> read = CheckReader.Read(checks);
            Dictionary<string, object?> parameters = Parameters(run);
            return await run.Databases.ReadBothAsync(connection => new CheckScorer(connection, parameters).Score(read), limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or CheckException && limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // An interrupted statement fails like any other.
            return VerifierOutcomes.TimedOut(run.Limit);
        }
        catch (CheckException error) when (!ct.IsCancellationRequested)
        {
            return VerifierOutcomes.Failed("InvalidCheck", error.Message);
        }
    }

    private VerifierOutcome Score(IReadOnlyList<Check> checks)
    {
        AnswerFunctions.Register(connection);
        HashSet<string> failed = [];
        bool barred = false;
        double earned = 0, total = 0;
        foreach (Check check in checks)
        {
            total += check.Weight;
            if (check.Requires.Any(failed.Contains))
            {
                failed.Add(check.Name);
                continue;
            }

            (double part, Func<string> reason) = Carry(check);
            earned += check.Weight * part;
            if (part < 1)
            {
                failed.Add(check.Name);
                barred |= check.Required;
                _errors.Add(reason());
            }
        }

        double score = barred ? 0 : total > 0 ? earned / total : failed.Count == 0 ? 1 : 0;
        return new VerifierOutcome { Success = true, Result = JsonValue.Create(score), StandardOutput = Output() };
    }

    /// <summary>Creates the same line that Python verifiers print.</summary>
    private string Output() =>
        _errors.Count == 0 ? "" : $"Verification errors: [{string.Join(", ", _errors.Select(error => JsonSerializer.Serialize(error, s_readable)))}]\n";

    private (double Part, Func<string> Reason) Carry(Check check)
    {
        try
        {
            return check.Sql is null ? Unchanged(check) : Query(check);
        }
        catch (Exception error) when (error is SqliteException or InvalidOperationException)
        {
            throw new CheckException($"The check '{check.Name}' failed: {error.Message}");
        }
    }

    private (double, Func<string>) Unchanged(Check check)
    {
        List<string> changes = new ChangeFinder(connection, check).Find();
        string more = changes.Count > NamedChanges ? $" and {changes.Count - NamedChanges} more" : "";
        return (changes.Count == 0 ? 1 : 0, () => Fill(check, string.Join(", ", changes.Take(NamedChanges)) + more, []));
    }

    private (double, Func<string>) Query(Check check)
    {
        (List<string> columns, List<object?[]> rows) = Run(check.Sql!);
        Dictionary<string, object?> first = [];
        for (int i = 0; i < columns.Count; i++)
        {
            first[columns[i]] = rows.Count > 0 ? rows[0][i] : null;
        }

        object? value = rows.Count > 0 ? rows[0][0] : null;
        if (check.Expected is { ValueKind: JsonValueKind.Array } wanted)
        {
            return (Matches(rows, wanted) ? 1 : 0, () => Fill(check, Text(rows), first));
        }

        return (check.Graded ? Part(check, value) : Matches(value, check.Expected) ? 1 : 0, () => Fill(check, PythonText.Of(value), first));
    }

    private (List<string> Columns, List<object?[]> Rows) Run(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue($":{name}", value ?? DBNull.Value);
        }

        using SqliteDataReader reader = command.ExecuteReader();
        List<string> columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        List<object?[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return (columns, rows);
    }

    private static double Part(Check check, object? value) => value switch
    {
        long and (0 or 1) => (long)value,
        double part and >= 0 and <= 1 => part,
        null => 0,
        _ => throw new CheckException($"The check '{check.Name}' is graded, but its value {PythonText.Of(value)} is not a number from 0 to 1."),
    };

    private static bool Matches(object? value, JsonElement? expected) => (expected?.ValueKind, value) switch
    {
        (null, _) => value is not (null or 0L or 0.0 or ""),
        (JsonValueKind.Null, _) => value is null,
        (JsonValueKind.String, string text) => text == expected.Value.GetString(),
        (JsonValueKind.True, _) => value is 1L,
        (JsonValueKind.False, _) => value is 0L,
        (JsonValueKind.Number, long whole) => expected.Value.TryGetInt64(out long wanted) ? wanted == whole : expected.Value.GetDouble() == whole,
        (JsonValueKind.Number, double number) => expected.Value.GetDouble() == number,
        _ => false,
    };

    private static bool Matches(List<object?[]> rows, JsonElement expected) =>
        rows.Count == expected.GetArrayLength() && rows.Zip(expected.EnumerateArray(), Matches).All(same => same);

    private static bool Matches(object?[] row, JsonElement expected) => expected.ValueKind == JsonValueKind.Array
        ? row.Length == expected.GetArrayLength() && row.Zip(expected.EnumerateArray(), (value, wanted) => Matches(value, wanted)).All(same => same)
        : row.Length == 1 && Matches(row[0], expected);

    private static string Text(List<object?[]> rows) =>
        string.Join(", ", rows.Select(row => row.Length == 1 ? PythonText.Of(row[0]) : $"({string.Join(", ", row.Select(PythonText.Of))})"));

    private static string Text(JsonElement? expected) => expected?.ValueKind switch
    {
        null => "True",
        JsonValueKind.Null => "None",
        JsonValueKind.String => expected.Value.GetString()!,
        JsonValueKind.Array => string.Join(
            ", ", expected.Value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Array ? $"({Text(item)})" : Text(item))),
        _ => expected.Value.GetRawText(),
    };

    /// <summary>Replaces <c>{actual}</c>, <c>{expected}</c>, parameters and columns of the first row in the message.</summary>
    private string Fill(Check check, string actual, Dictionary<string, object?> row) => Placeholder().Replace(check.Message, match =>
    {
        string name = match.Groups[1].Value;
        return name switch
        {
            "actual" => actual,
            "expected" => Text(check.Expected),
            _ when row.TryGetValue(name, out object? value) => PythonText.Of(value),
            _ when parameters.TryGetValue(name, out object? value) => PythonText.Of(value ?? ""),
            _ => match.Value,
        };
    });

    /// <summary>Converts named arguments to SQL parameters. The first positional one is the final answer, unless that is named.</summary>
    private static Dictionary<string, object?> Parameters(VerifierRun run)
    {
        Dictionary<string, object?> parameters = new() { ["final_answer"] = run.Arguments.Count > 0 ? run.Arguments[0] : null };
        foreach ((string name, object? value) in run.NamedArguments)
        {
            parameters[name] = value;
        }

        return parameters.ToDictionary(pair => pair.Key, object? (pair) => pair.Value switch
        {
            null or string => pair.Value,
            bool or IFormattable => PythonText.Of(pair.Value),
            _ => JsonSerializer.Serialize(pair.Value, s_readable),
        });
    }

    [GeneratedRegex(@"\{([\p{L}_][\p{L}\p{N}_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
