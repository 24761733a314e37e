namespace Fleet.Client.Http;

/// <summary>
/// The number of repetitions that all calls of a client may make together: a reserve of 20, plus one for each ten requests. While a service is down,
/// it then gets a tenth more requests rather than four times as many.
/// </summary>
/// <remarks>Unused repetitions are kept up to 100, so that a client that ran well for days does not start a storm.</remarks>
internal sealed class RetryBudget
{
    // Counted in tenths of a repetition.
    private const int Reserve = 200;
    private const int Most = Reserve + 1000;
    private const int Cost = 10;

    private int _tenths = Reserve;

    /// <summary>Counts a request.</summary>
    public void Earn()
    {
        // Two threads at once may exceed the limit by a tenth each, which does not matter.
        if (Volatile.Read(ref _tenths) < Most)
        {
            Interlocked.Increment(ref _tenths);
        }
    }

    /// <summary>Takes one repetition, if any are left.</summary>
    public bool TrySpend()
    {
        if (Interlocked.Add(ref _tenths, -Cost) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _tenths, Cost);
        return false;
    }
}
