namespace Fleet.LocalServer.Releases.Model;

/// <summary>The totals of the runs on one side of a diff.</summary>
internal readonly record struct Rollup(long Runs, double CostPerRunUsd, double? LatencyMsAverage, double ErrorRate);

/// <summary>
/// Adds up the runs of one side. The order of events and operations affects the last bits of a double, so both follow the original: by instant, then
/// by insertion, in plain sums of doubles.
/// </summary>
internal struct RollupSum
{
    private double _cost;
    private double _latency;
    private long _latencies;
    private long _errors;

    /// <summary>The number of runs added.</summary>
    public long Runs { get; private set; }

    /// <summary>The totals so far.</summary>
    public readonly Rollup Result => Runs == 0
        ? new Rollup(0, 0.0, null, 0.0)
        : new Rollup(Runs, _cost / Runs, _latencies == 0 ? null : _latency / _latencies, (double)_errors / Runs);

    /// <summary>Adds a run.</summary>
    public void Add(in Rates rates, long inputTokens, long outputTokens, long cachedInputTokens, long? latencyMs, bool success)
    {
        Runs++;
        _cost += rates.Cost(inputTokens, outputTokens, cachedInputTokens);
        if (latencyMs is { } latency)
        {
            _latency += latency;
            _latencies++;
        }

        if (!success)
        {
            _errors++;
        }
    }
}
