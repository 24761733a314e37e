using System.Globalization;
using Fleet.LocalServer.Environments.Model;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>A running instance in memory: its record, lease, databases and files.</summary>
internal sealed class LiveInstance
{
    /// <summary>The number of consecutive missed heartbeats that ends an instance.</summary>
    private const int MissedBeats = 3;

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _watchedSince;
    private DateTimeOffset? _lastHeartbeat;
    private bool _beatUnsaved;
    private InstanceRecord _record;
    private (string BaseUrl, byte[] Json)? _json;

    /// <param name="record">The stored record.</param>
    /// <param name="watchedSince">The time since which heartbeats could be received; those due while the server was down do not count as missed.</param>
    /// <param name="databases">The instance's databases.</param>
    /// <param name="files">The instance's files.</param>
    public LiveInstance(InstanceRecord record, DateTimeOffset watchedSince, InstanceDatabases databases, InstanceFiles files)
    {
        _record = record;
        _watchedSince = watchedSince;
        _lastHeartbeat = record.LastHeartbeat;
        Databases = databases;
        Files = files;
    }

    public string Id => _record.Id;

    public long Sequence => _record.Sequence;

    public InstanceDatabases Databases { get; }

    public InstanceFiles Files { get; }

    /// <summary>The current record. Once the instance has ended, it says so even before that is stored.</summary>
    public InstanceRecord Record
    {
        get
        {
            lock (_lock)
            {
                return _record;
            }
        }
    }

    /// <summary>The time at which the lease expires unless it is renewed.</summary>
    public DateTimeOffset LeaseEnd
    {
        get
        {
            lock (_lock)
            {
                return LeaseEndLocked;
            }
        }
    }

    private DateTimeOffset LeaseEndLocked => _record.HeartbeatInterval is { } interval
        ? Later(_lastHeartbeat ?? _record.CreatedAt, _watchedSince).AddSeconds((double)MissedBeats * interval)
        : _record.CreatedAt.AddSeconds(_record.TtlSeconds);

    /// <summary>Serializes the instance. The result is cached, since lists need it again and again.</summary>
    /// <param name="baseUrl">The server's base URL as the caller sees it.</param>
    /// <param name="write">Serializes a record for a base URL.</param>
    public byte[] Render(string baseUrl, Func<InstanceRecord, string, byte[]> write)
    {
        InstanceRecord record;
        lock (_lock)
        {
            if (_json is { } known && known.BaseUrl == baseUrl)
            {
                return known.Json;
            }

            record = _record;
        }

        byte[] json = write(record, baseUrl);
        lock (_lock)
        {
            if (ReferenceEquals(record, _record) && record.IsRunning)
            {
                _json = (baseUrl, json);
            }
        }

        return json;
    }

    /// <summary>Records a heartbeat.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="save">True if the heartbeat must be stored; false if an earlier one is still waiting to be.</param>
    /// <returns>False if the instance has ended or its lease has expired.</returns>
    public bool TryBeat(DateTimeOffset now, out bool save)
    {
        lock (_lock)
        {
            save = false;
            if (!_record.IsRunning || now > LeaseEndLocked)
            {
                return false;
            }

            if (_record.HeartbeatInterval is not null)
            {
                _lastHeartbeat = now;
                save = !_beatUnsaved;
                _beatUnsaved = true;
            }

            return true;
        }
    }

    /// <summary>Returns the latest heartbeat and marks it as stored.</summary>
    public DateTimeOffset? TakeBeat()
    {
        lock (_lock)
        {
            _beatUnsaved = false;
            return _lastHeartbeat;
        }
    }

    /// <summary>Ends the instance.</summary>
    /// <returns>The record to store; null if the instance had already ended.</returns>
    public InstanceRecord? TryEnd(DateTimeOffset now, string reason)
    {
        lock (_lock)
        {
            return _record.IsRunning ? EndLocked(now, reason) : null;
        }
    }

    /// <summary>Ends the instance if its lease has expired.</summary>
    /// <returns>The record to store; null if the lease has not expired or the instance had already ended.</returns>
    public InstanceRecord? TryEndLease(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_record.IsRunning || now <= LeaseEndLocked)
            {
                return null;
            }

            string reason = _record.HeartbeatInterval is { } interval
                ? string.Create(CultureInfo.InvariantCulture, $"{MissedBeats} heartbeats in a row were missed (interval {interval} s)")
                : string.Create(CultureInfo.InvariantCulture, $"TTL of {_record.TtlSeconds} s is over");
            return EndLocked(now, reason);
        }
    }

    /// <summary>Restores the running state after the end of the instance could not be stored.</summary>
    public void Revive(InstanceRecord before)
    {
        lock (_lock)
        {
            _record = before;
            _json = null;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private InstanceRecord EndLocked(DateTimeOffset now, string reason)
    {
        _record = _record.End(now, reason) with { LastHeartbeat = _lastHeartbeat };
        _json = null;
        return _record;
    }
}
