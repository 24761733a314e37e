using System.Diagnostics.CodeAnalysis;
using Fleet.LocalServer.Releases.Model;

namespace Fleet.LocalServer.Releases.RunEvents;

/// <summary>Adds up the runs of one release, with one or more price tables at once.</summary>
internal sealed class RunSums
{
    private readonly PriceTable[] _tables;
    private readonly RollupSum[] _sums;
    private readonly string?[] _unpriced;
    private readonly Func<long, string> _findText;
    private readonly Dictionary<long, string> _agents = [];
    private readonly Dictionary<long, Rates?[]> _rates = [];
    private long _lastAgent = -1;
    private long _lastModel = -1;
    private Rates?[] _lastRates = [];

    public RunSums(ReadOnlySpan<PriceTable> tables, Func<long, string> findText)
    {
        _tables = [.. tables];
        _sums = new RollupSum[tables.Length];
        _unpriced = new string?[tables.Length];
        _findText = findText;
    }

    /// <summary>The agents in the runs.</summary>
    public IReadOnlyCollection<string> Agents => _agents.Values;

    /// <summary>True if there are any runs.</summary>
    public bool Any => _agents.Count > 0;

    /// <summary>Gets the totals by a table, or the first model that the table has no price for.</summary>
    public bool TryGet(int table, out Rollup rollup, [NotNullWhen(false)] out string? unpricedModel)
    {
        rollup = _sums[table].Result;
        unpricedModel = _unpriced[table];
        return unpricedModel is null;
    }

    /// <summary>Adds a run.</summary>
    public void Add(long agent, long model, long inputTokens, long outputTokens, long cachedInputTokens, long? latencyMs, bool success)
    {
        if (agent != _lastAgent)
        {
            _lastAgent = agent;
            if (!_agents.ContainsKey(agent))
            {
                _agents.Add(agent, _findText(agent));
            }
        }

        if (model != _lastModel)
        {
            _lastRates = Find(_lastModel = model);
        }

        for (int i = 0; i < _tables.Length; i++)
        {
            if (_lastRates[i] is { } rates)
            {
                _sums[i].Add(rates, inputTokens, outputTokens, cachedInputTokens, latencyMs, success);
            }
            else
            {
                _unpriced[i] ??= _findText(model);
            }
        }
    }

    private Rates?[] Find(long model)
    {
        if (!_rates.TryGetValue(model, out Rates?[]? rates))
        {
            string name = _findText(model);
            _rates.Add(model, rates = [.. _tables.Select(table => table.Find(name))]);
        }

        return rates;
    }
}
