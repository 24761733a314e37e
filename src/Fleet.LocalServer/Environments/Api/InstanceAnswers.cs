using System.Text.Json;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>Instances, their heartbeats and their runs in the form of the hosted service.</summary>
internal static class InstanceAnswers
{
    /// <summary>Writes an instance.</summary>
    /// <param name="record">The instance.</param>
    /// <param name="baseUrl">The server's address as the caller knows it.</param>
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

    /// <summary>The short form of an instance, as part of a session.</summary>
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

    /// <summary>The answer to a heartbeat.</summary>
    public static HeartbeatAnswer Of(Heartbeat beat) => beat.Interval is not { } interval
        ? new HeartbeatAnswer(true, beat.InstanceId, null, null, null)
        : new HeartbeatAnswer(
            true, beat.InstanceId, WireTime.WithZone(beat.ReceivedAt), (beat.ReceivedAt - DateTimeOffset.UnixEpoch).TotalSeconds + interval, interval);

    /// <summary>A run.</summary>
    public static RunAnswer Of(InstanceRun run) => new(
        run.Id, run.RunningCount, run.TotalCount, WireTime.WithoutZone(run.FirstCreatedAt), WireTime.WithoutZone(run.LastCreatedAt), Account.ProfileId);
}
