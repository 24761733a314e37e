using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Reads the answers to heartbeats.</summary>
internal static class HeartbeatWire
{
    private static readonly JsonFields s_heartbeat = JsonFields.Of<HeartbeatField>();

    private enum HeartbeatField
    {
        Success,
        InstanceId,
        LastHeartbeat,
        DeadlineTimestamp,
        IntervalSeconds,
    }

    public static FleetHeartbeat Heartbeat(ref JsonCursor json)
    {
        bool? success = null;
        string? instanceId = null;
        DateTimeOffset? last = null, deadline = null;
        TimeSpan? interval = null;
        int next = 0;
        while (json.Field(s_heartbeat, ref next) is >= 0 and int field)
        {
            switch ((HeartbeatField)field)
            {
                case HeartbeatField.Success:
                    success = json.Bool();
                    break;
                case HeartbeatField.InstanceId:
                    instanceId = json.Text();
                    break;
                case HeartbeatField.LastHeartbeat:
                    last = json.Time();
                    break;
                case HeartbeatField.DeadlineTimestamp:
                    deadline = json.Time();
                    break;
                case HeartbeatField.IntervalSeconds:
                    interval = json.Duration(TimeSpan.FromSeconds(1));
                    break;
            }
        }

        return new FleetHeartbeat
        {
            Success = json.Need(success, "success"),
            InstanceId = json.Need(instanceId, "instance_id"),
            LastHeartbeat = last,
            Deadline = deadline,
            Interval = interval,
        };
    }
}
