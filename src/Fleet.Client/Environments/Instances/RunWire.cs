using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Environments;

/// <summary>Reads runs.</summary>
internal static class RunWire
{
    private static readonly JsonFields s_run = JsonFields.Of<RunField>();

    private enum RunField
    {
        RunId,
        RunningCount,
        TotalCount,
        FirstCreatedAt,
        LastCreatedAt,
        ProfileId,
    }

    public static JsonListShape<FleetRun> Runs { get; } = new("runs", static (ref json) => json.Object(Run));

    private static FleetRun Run(ref JsonCursor json)
    {
        string? runId = null, profileId = null;
        int? running = null, total = null;
        DateTimeOffset? first = null, last = null;
        int next = 0;
        while (json.Field(s_run, ref next) is >= 0 and int field)
        {
            switch ((RunField)field)
            {
                case RunField.RunId:
                    runId = json.Text();
                    break;
                case RunField.RunningCount:
                    running = json.Int32();
                    break;
                case RunField.TotalCount:
                    total = json.Int32();
                    break;
                case RunField.FirstCreatedAt:
                    first = json.Time();
                    break;
                case RunField.LastCreatedAt:
                    last = json.Time();
                    break;
                case RunField.ProfileId:
                    profileId = json.Text();
                    break;
            }
        }

        return new FleetRun
        {
            RunId = json.Need(runId, "run_id"),
            RunningCount = json.Need(running, "running_count"),
            TotalCount = json.Need(total, "total_count"),
            FirstCreatedAt = first,
            LastCreatedAt = last,
            ProfileId = profileId,
        };
    }
}
