using System.Globalization;

namespace Fleet.Samples.Quickstart;

/// <summary>Prints the outcomes as a table and as one line that a script can read.</summary>
internal static class Report
{
    private const int LongestReasons = 120;

    public static void Print(TextWriter output, IReadOnlyList<Outcome> outcomes, FleetRun? run)
    {
        int width = Math.Max(4, outcomes.Max(outcome => outcome.Task.Key.Length));
        output.WriteLine($"{"Task".PadRight(width)}  Score  {"Verdict",-10}  {"Time",8}  Reasons");
        output.WriteLine($"{new string('-', width)}  -----  {new string('-', 10)}  {new string('-', 8)}  -------");
        foreach (Outcome outcome in outcomes)
        {
            string score = outcome.Verification?.Score?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
            string time = outcome.Time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms";
            output.WriteLine($"{outcome.Task.Key.PadRight(width)}  {score,5}  {outcome.Verdict,-10}  {time,8}  {Shorten(outcome.Reasons)}");
        }

        output.WriteLine();
        if (run is not null)
        {
            output.WriteLine($"run {run.RunId}: {run.TotalCount} environments made, {run.RunningCount} still running");
        }

        output.WriteLine(string.Join(' ',
            $"tasks={outcomes.Count}",
            $"passed={Count(outcomes, "passed")}",
            $"partial={Count(outcomes, "partial")}",
            $"failed={Count(outcomes, "failed")}",
            $"unverified={Count(outcomes, "unverified")}",
            $"errors={Count(outcomes, "error")}"));
    }

    public static int Count(IReadOnlyList<Outcome> outcomes, string verdict) => outcomes.Count(outcome => outcome.Verdict == verdict);

    // The whole list is on FleetVerification.Errors; a table wants one line.
    private static string Shorten(string reasons) => reasons.Length <= LongestReasons ? reasons : reasons[..(LongestReasons - 3)] + "...";
}
