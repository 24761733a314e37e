using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Fleet.LocalServer.Tests.Releases.Behaviour;

/// <summary>A small <c>flightdeck.db</c> with the tables of the original.</summary>
internal static class OriginalLedgerFile
{
    /// <summary>A release's artifact as the original stores it, without the spaces.</summary>
    public const string Artifact =
        """{"api_version":"v1","kind":"Release","metadata":{"created_at":null,"created_by":null,"description":"café","name":"n","version":"1"},"spec":"""
            + """{"agent":{"agent_id":"agent","entrypoint":null},"pricing_reference":{"pricing_version":"v1","provider":"p"},"prompts":"""
            + """{"system_ref":"s.md","template_refs":["a","b"]},"routing":{"fallback":{"model":"m2","on_error":"""
            + """true},"strategy":"fallback_model"},"runtime":{"max_output_tokens":800,"model":"m","provider":"p","temperature":0.2},"safety":"""
            + """{"retry_policy":{"backoff_ms":null,"max_retries":2},"timeouts_ms":null},"tags":{"team":"t"},"tools":{"manifest_ref":null,"tool_names":"""
            + """["x"]}}}""";

    private const string Prices = """{"entries":[{"cached_input_usd_per_1k_tokens":null,"input_usd_per_1k_tokens":"""
        + """0.7,"model":"caf\u00e9","output_usd_per_1k_tokens":1e-07}],"pricing_version":"v1","provider":"p"}""";
    private const string OldPrices = """{"entries":[{"cached_input_usd_per_1k_tokens":0.1,"input_usd_per_1k_tokens":"""
        + """1.0,"model":"m","output_usd_per_1k_tokens":2.0}],"pricing_version":"v1","provider":"p"}""";
    private const string OlderThanTheAudit = """{"entries":[],"pricing_version":"v0","provider":"p"}""";

    /// <summary>The events as they appear in answers; the last one has what the original makes of infinity.</summary>
    public static readonly string[] Events =
    [
        Event("r1", "2026-05-02T00:00:00Z", "0.5"),
        Event("r2", "2026-05-02T02:30:00+02:00", "1e-7"),
        Event("r3", "2026-05-02T00:45:00", "null"),
    ];

    /// <summary>The checksum that the original records for the prices.</summary>
    public static string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Prices)));

    /// <summary>Creates the file.</summary>
    public static byte[] Make()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fleet-test-{Guid.NewGuid():N}.db");
        try
        {
            using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
            {
                connection.Open();
                Run(connection, """
                    CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY);
                    CREATE TABLE releases (
                        release_id TEXT PRIMARY KEY, agent_id TEXT NOT NULL, version TEXT NOT NULL, environment TEXT NOT NULL, checksum TEXT NOT NULL,
                        artifact_json TEXT NOT NULL, created_at TEXT NOT NULL);
                    CREATE TABLE pricing_tables (
                        provider TEXT NOT NULL, pricing_version TEXT NOT NULL, pricing_json TEXT NOT NULL, created_at TEXT NOT NULL,
                        PRIMARY KEY (provider, pricing_version));
                    CREATE TABLE pricing_import_audit (
                        import_id TEXT PRIMARY KEY, provider TEXT NOT NULL, pricing_version TEXT NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL,
                        reason TEXT, old_pricing_json TEXT, new_pricing_json TEXT NOT NULL, new_checksum TEXT NOT NULL, created_at TEXT NOT NULL);
                    CREATE TABLE run_events (
                        run_id TEXT PRIMARY KEY, release_id TEXT NOT NULL, agent_id TEXT NOT NULL, tenant_id TEXT NOT NULL, task_id TEXT NOT NULL,
                        environment TEXT NOT NULL, timestamp TEXT NOT NULL, event_json TEXT NOT NULL);
                    CREATE TABLE active_policy (policy_id TEXT PRIMARY KEY, policy_json TEXT NOT NULL, updated_at TEXT NOT NULL);
                    CREATE TABLE promoted_releases (
                        agent_id TEXT NOT NULL, environment TEXT NOT NULL, release_id TEXT NOT NULL, promoted_at TEXT NOT NULL,
                        PRIMARY KEY (agent_id, environment));
                    CREATE TABLE release_actions (
                        action_id TEXT PRIMARY KEY, action TEXT NOT NULL, actor TEXT NOT NULL, release_id TEXT NOT NULL, agent_id TEXT NOT NULL,
                        environment TEXT NOT NULL, reason TEXT NOT NULL, policy_result_json TEXT NOT NULL, baseline_release_id TEXT, created_at TEXT NOT NULL,
                        audit_seq INTEGER);
                    CREATE TABLE promotion_requests (
                        request_id TEXT PRIMARY KEY, status TEXT NOT NULL, release_id TEXT NOT NULL, agent_id TEXT NOT NULL, environment TEXT NOT NULL,
                        "window" TEXT NOT NULL, reason TEXT NOT NULL, actor TEXT NOT NULL, baseline_release_id TEXT, policy_result_json TEXT NOT NULL,
                        created_at TEXT NOT NULL, resolved_at TEXT, completed_action_id TEXT);
                    """);
                foreach ((string id, string at) in ((string, string)[])[("rel_a", "2026-05-01T00:00:00+00:00"), ("rel_b", "2026-05-01T00:00:00.000001+00:00")])
                {
                    Run(connection, "INSERT INTO releases VALUES (?1, 'agent', '1', 'production', ?2, ?3, ?4)", id, new string('a', 64), Artifact, at);
                }

                Run(connection, "INSERT INTO pricing_tables VALUES ('p', 'v0', ?1, '2026-04-01T00:00:00+00:00')", OlderThanTheAudit);
                Run(connection, "INSERT INTO pricing_tables VALUES ('p', 'v1', ?1, '2026-05-01T00:00:02+00:00')", Prices);
                Run(
                    connection,
                    "INSERT INTO pricing_import_audit VALUES ('pim_1', 'p', 'v1', 'insert', 'carol', NULL, NULL, ?1, 'c', '2026-05-01T00:00:01+00:00')",
                    OldPrices);
                Run(
                    connection,
                    "INSERT INTO pricing_import_audit "
                    + "VALUES ('pim_2', 'p', 'v1', 'replace', 'carol', 'cheaper', ?1, ?2, ?3, '2026-05-01T00:00:02+00:00')",
                    OldPrices,
                    Prices,
                    Checksum);
                Run(
                    connection,
                    """INSERT INTO active_policy VALUES ('gate', '{"policy_id":"gate","max_cost_per_run_usd":null,"max_latency_ms":2000,"max_error_rate":"""
                    + """0.25,"min_candidate_runs":4,"min_baseline_runs":4,"min_low_runs":2,"require_high_diff_confidence":true}', """
                    + "'2026-05-01T00:00:00+00:00')");
                Run(
                    connection,
                    """INSERT INTO release_actions VALUES ('act_1', 'promote', 'bob', 'rel_a', 'agent', 'production', 'first', """
                    + """'{"passed":true,"reasons":[],"evaluated_at":"2026-05-02T00:00:01Z"}', NULL, '2026-05-02T00:00:01.000001+00:00', 1)""");
                Run(
                    connection,
                    """INSERT INTO release_actions VALUES ('act_2', 'rollback', 'bob', 'rel_b', 'agent', 'production', 'back', """
                    + """'{"passed":false,"reasons":["no"],"evaluated_at":"2026-05-02T00:00:02Z"}', 'rel_a', '2026-05-02T00:00:02+00:00', 2)""");
                Run(
                    connection,
                    """INSERT INTO promotion_requests VALUES ('prq_1', 'completed', 'rel_a', 'agent', 'production', '7d', 'first', 'alice', NULL, """
                    + """'{"passed":true,"reasons":[],"evaluated_at":"2026-05-02T00:00:01Z"}', """
                    + """'2026-05-02T00:00:01+00:00', '2026-05-02T00:00:02+00:00', 'act_1')""");
                Run(
                    connection,
                    """INSERT INTO promotion_requests VALUES ('prq_2', 'pending', 'rel_b', 'agent', 'production', '7d', 'again', 'alice', 'rel_a', """
                    + """'{"passed":true,"reasons":[],"evaluated_at":"2026-05-02T00:00:03Z"}', '2026-05-02T00:00:03+00:00', NULL, NULL)""");
                Run(connection, "INSERT INTO promoted_releases VALUES ('agent', 'production', 'rel_a', '2026-05-02T00:00:01.500000+00:00')");
                for (int i = 0; i < Events.Length; i++)
                {
                    Run(connection, "INSERT INTO run_events VALUES (?1, 'rel_a', 'agent', 't', 'k', 'production', '', ?2)", $"r{i + 1}", Events[i]);
                }
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Event(string run, string timestamp, string cost) =>
        $$$"""
        {"api_version":"v1","type":"run_end","timestamp":"{{{timestamp}}}","workspace_id":"ws_local","agent_id":"agent","release_id":"rel_a",
        "run_id":"{{{run}}}","tenant_id":"t","task_id":"k","environment":"production","request":{"session_id":"s","trace_id":null,"span_id":null},
        "metrics":{"latency_ms":1,"success":true,"error_type":null},"usage":{"model":{"provider":"p","model":"m","input_tokens":1,"output_tokens":2,
        "cached_input_tokens":3},"tools":[{"tool_name":"x","invocations":1,"cost_units":{{{cost}}}}]},"labels":{"é":"☃"}}
        """.ReplaceLineEndings("");

    private static void Run(SqliteConnection connection, string sql, params string[] arguments)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < arguments.Length; i++)
        {
            command.Parameters.AddWithValue($"?{i + 1}", arguments[i]);
        }

        command.ExecuteNonQuery();
    }
}
