namespace Fleet.Client.Http;

/// <summary>
/// How many repetitions all calls of a client may make together: a reserve of 20, and one for each ten requests. When a service is down,
/// it then meets a tenth more requests instead of four times as many.
/// </summary>
/// <remarks>What was earned and not used is kept up to 100 repetitions, so that a client that ran well for days does not start a storm.</remarks>
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
        // Two threads at once may pass the limit by a tenth each: of no account.
        if (Volatile.Read(ref _tenths) < Most)
        {
            Interlocked.Increment(ref _tenths);
        }
    }

    /// <summary>Takes one repetition, if one is left.</summary>
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
