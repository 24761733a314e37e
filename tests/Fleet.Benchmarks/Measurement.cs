namespace Fleet.Benchmarks;

/// <summary>One figure, beside what the same work costs without Fleet in the same run.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The median.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Baseline">The median of the baseline; null where there is none.</param>
/// <param name="Wanted">The most that is wanted (or the least, for a factor), in the same unit.</param>
/// <param name="AtLeast">Whether more is better.</param>
internal sealed record Measurement(string Name, double Value, string Unit, double? Baseline = null, double? Wanted = null, bool AtLeast = false)
{
    public bool Reached => Wanted is not { } wanted || (AtLeast ? Value >= wanted : Value <= wanted);
}
