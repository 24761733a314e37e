using System.Globalization;
using Fleet.LocalServer.Environments.Model;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>A running instance in memory: its record, its lease and its databases.</summary>
internal sealed class LiveInstance
{
    /// <summary>How many heartbeats in a row may be missed before the last.</summary>
    private const int MissedBeats = 3;

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _watchedSince;
    private DateTimeOffset? _lastHeartbeat;
    private bool _beatUnsaved;
    private InstanceRecord _record;
    private (string BaseUrl, byte[] Json)? _json;

    /// <param name="record">What is stored.</param>
    /// <param name="watchedSince">Since when heartbeats could be received: a server that was off does not count beats as missed.</param>
    /// <param name="databases">Its databases.</param>
    /// <param name="files">Its files.</param>
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

    /// <summary>The record as it is now; that of an instance which is about to be stored as ended says so.</summary>
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

    /// <summary>When the lease is over, unless something prolongs it.</summary>
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

    /// <summary>Writes the instance; the result is kept, since lists send it again and again.</summary>
    /// <param name="baseUrl">The server's address as the caller knows it.</param>
    /// <param name="write">Writes the record for callers of that address.</param>
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

    /// <summary>Takes a heartbeat.</summary>
    /// <param name="now">The time.</param>
    /// <param name="save">Whether the beat is to be stored: false while an earlier one still waits for that.</param>
    /// <returns>False when the instance has ended, or its lease is over.</returns>
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

    /// <summary>The latest heartbeat, to be stored now.</summary>
    public DateTimeOffset? TakeBeat()
    {
        lock (_lock)
        {
            _beatUnsaved = false;
            return _lastHeartbeat;
        }
    }

    /// <summary>Ends the instance for a reason of the caller's.</summary>
    /// <returns>The record to store, or null when something else has ended it before.</returns>
    public InstanceRecord? TryEnd(DateTimeOffset now, string reason)
    {
        lock (_lock)
        {
            return _record.IsRunning ? EndLocked(now, reason) : null;
        }
    }

    /// <summary>Ends the instance if its lease is over.</summary>
    /// <returns>The record to store, or null.</returns>
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

    /// <summary>Goes back to running: its end could not be stored.</summary>
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
