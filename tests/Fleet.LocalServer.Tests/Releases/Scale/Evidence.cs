using System.Globalization;
using System.Text;

namespace Fleet.LocalServer.Tests.Releases.Scale;

/// <summary>Creates run events and their releases.</summary>
internal static class Evidence
{
    public const string Small = "m-small";
    public const string Large = "m-large";

    /// <summary>A body with events of two releases in turn; the numbers of event n depend only on n.</summary>
    public static string Batch(string baseline, string candidate, long first, int count, DateTimeOffset newest)
    {
        StringBuilder body = new("{\"events\":[");
        for (long n = first; n < first + count; n++)
        {
            body.Append(n == first ? "" : ",").Append(Event(n % 2 == 0 ? baseline : candidate, n, newest));
        }

        return body.Append("]}").ToString();
    }

    /// <summary>The n-th event.</summary>
    public static string Event(string release, long n, DateTimeOffset newest)
    {
        (long input, long output, long cached, long? latency, bool success) = Numbers(n);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"api_version":"v1","type":"run_end","timestamp":"{{{Time(n, newest):yyyy-MM-ddTHH:mm:ss.ffffff}}}Z","workspace_id":"ws_local",
             "agent_id":"agent","release_id":"{{{release}}}","run_id":"run-{{{n}}}","tenant_id":"tenant-{{{n % 7}}}","task_id":"task-{{{n % 13}}}",
             "environment":"production","request":null,
             "metrics":{"latency_ms":{{{latency?.ToString(CultureInfo.InvariantCulture) ?? "null"}}},
                        "success":{{{(success ? "true" : "false")}}},"error_type":null},
             "usage":{"model":{"provider":"p","model":"{{{(n % 5 == 0 ? Large : Small)}}}",
              "input_tokens":{{{input}}},"output_tokens":{{{output}}},"cached_input_tokens":{{{cached}}} },"tools":[]},"labels":{}}
            """);
    }

    /// <summary>The time of the n-th event: not in the order of n, and sometimes shared with other events.</summary>
    public static DateTimeOffset Time(long n, DateTimeOffset newest) => newest.AddSeconds(-1 - n * 7919 % 500_009);

    /// <summary>The numbers of the n-th event.</summary>
    public static (long Input, long Output, long Cached, long? Latency, bool Success) Numbers(long n) =>
        (n * 31 % 4096, n * 17 % 1024, n % 3 == 0 ? n % 512 : 0, n % 11 == 0 ? null : 200 + n * 13 % 1800, n % 29 != 0);

    /// <summary>Registers the two releases and imports their prices.</summary>
    public static async Task<(string Baseline, string Candidate)> PrepareAsync(ReleasesServer server)
    {
        foreach (string version in (string[])["v1", "v2"])
        {
            double factor = version == "v1" ? 1 : 0.7;
            (await server.PostAsync("/v1/pricing/import", string.Create(CultureInfo.InvariantCulture, $$$"""
                {"table":{"provider":"p","pricing_version":"{{{version}}}","entries":[
                  {"model":"{{{Small}}}","input_usd_per_1k_tokens":{{{0.15 * factor}}},"output_usd_per_1k_tokens":{{{0.6 * factor}}},
                   "cached_input_usd_per_1k_tokens":0.075},
                  {"model":"{{{Large}}}","input_usd_per_1k_tokens":{{{2.5 * factor}}},"output_usd_per_1k_tokens":{{{10 * factor}}}}]}}
                """))).Ok();
        }

        return (await RegisterAsync(server, "v1"), await RegisterAsync(server, "v2"));
    }

    /// <summary>Registers a release.</summary>
    public static async Task<string> RegisterAsync(ReleasesServer server, string prices, string agent = "agent") =>
        (await server.PostAsync("/v1/releases/register", $$$"""
        {"checksum":"{{{new string('0', 64)}}}","artifact":{"metadata":{"name":"n","version":"1"},"spec":{"agent":{"agent_id":"{{{agent}}}"},
         "runtime":{"provider":"p","model":"{{{Small}}}"},"prompts":{"system_ref":"s"},
         "pricing_reference":{"provider":"p","pricing_version":"{{{prices}}}"} } } }
        """)).Ok()["release_id"];
}
