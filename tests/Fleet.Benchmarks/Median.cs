using System.Diagnostics;

namespace Fleet.Benchmarks;

/// <summary>Medians of repeated work, in milliseconds.</summary>
internal static class Median
{
    public static async Task<double> OfAsync(int rounds, Func<Task> work)
    {
        List<double> times = [];
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Of(times);
    }

    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Alternates two kinds of work, so that a noisy moment affects both.</summary>
    public static async Task<(double First, double Second)> OfPairAsync(int rounds, Func<Task> first, Func<Task> second)
    {
        List<double> a = [];
        List<double> b = [];
        for (int i = 0; i < rounds; i++)
        {
            a.Add(await OfAsync(1, first));
            b.Add(await OfAsync(1, second));
        }

        return (Of(a), Of(b));
    }
}
