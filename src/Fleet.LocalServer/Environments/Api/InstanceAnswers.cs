using System.Text.Json;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>Converts instances, heartbeats and runs to the hosted service's format.</summary>
internal static class InstanceAnswers
{
    /// <summary>Writes an instance.</summary>
    /// <param name="record">The instance.</param>
    /// <param name="baseUrl">The server's URL as the caller sees it.</param>
    public static byte[] Write(InstanceRecord record, string baseUrl)
    {
        InstanceAnswer answer = new(Brief(record), UrlsAnswer.For(baseUrl, record.Id))
        {
            DataKey = record.DataKey,
            DataVersion = record.DataVersion,
            Health = record.IsRunning,
            ProfileId = Account.ProfileId,
            HeartbeatInterval = record.HeartbeatInterval,
            HeartbeatRegion = record.HeartbeatInterval is null ? null : record.Region,
            TerminationReason = record.TerminationReason,
        };
        return JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Wire.InstanceAnswer);
    }

    /// <summary>Converts an instance to the short form used in sessions.</summary>
    public static InstanceBriefAnswer Brief(InstanceRecord record) => new()
    {
        InstanceId = record.Id,
        EnvKey = record.EnvKey,
        Version = record.Version,
        Status = record.Status,
        Subdomain = record.Id,
        CreatedAt = WireTime.WithoutZone(record.CreatedAt),
        UpdatedAt = WireTime.WithoutZone(record.UpdatedAt),
        TerminatedAt = record.TerminatedAt is { } ended ? WireTime.WithoutZone(ended) : null,
        TeamId = Account.TeamId,
        Region = record.Region,
        EnvVariables = record.EnvVariables is null ? null : JsonElement.Parse(record.EnvVariables),
        RunId = record.RunId,
    };

    /// <summary>Converts a heartbeat.</summary>
    public static HeartbeatAnswer Of(Heartbeat beat) => beat.Interval is not { } interval
        ? new HeartbeatAnswer(true, beat.InstanceId, null, null, null)
        : new HeartbeatAnswer(
            true, beat.InstanceId, WireTime.WithZone(beat.ReceivedAt), (beat.ReceivedAt - DateTimeOffset.UnixEpoch).TotalSeconds + interval, interval);

    /// <summary>Converts a run.</summary>
    public static RunAnswer Of(InstanceRun run) => new(
        run.Id, run.RunningCount, run.TotalCount, WireTime.WithoutZone(run.FirstCreatedAt), WireTime.WithoutZone(run.LastCreatedAt), Account.ProfileId);
}
