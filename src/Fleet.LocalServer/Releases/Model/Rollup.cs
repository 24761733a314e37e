namespace Fleet.LocalServer.Releases.Model;

/// <summary>What the runs of one side of a diff come to.</summary>
internal readonly record struct Rollup(long Runs, double CostPerRunUsd, double? LatencyMsAverage, double ErrorRate);

/// <summary>
/// Adds up the runs of one side, one after another. The order of the events and of the operations decides the last bits of a float, so both
/// are those of the original: by instant, then by insertion, plain sums of doubles.
/// </summary>
internal struct RollupSum
{
    private double _cost;
    private double _latency;
    private long _latencies;
    private long _errors;

    /// <summary>How many runs were added.</summary>
    public long Runs { get; private set; }

    /// <summary>What they came to.</summary>
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
