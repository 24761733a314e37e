namespace Fleet.Benchmarks;

/// <summary>One figure, with the cost of the same work without Fleet in the same run.</summary>
/// <param name="Name">The name of the measurement.</param>
/// <param name="Value">The median.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Baseline">The median of the baseline; null if there is none.</param>
/// <param name="Wanted">The target, in the same unit: a maximum, or a minimum if <paramref name="AtLeast"/> is set.</param>
/// <param name="AtLeast">True if more is better.</param>
internal sealed record Measurement(string Name, double Value, string Unit, double? Baseline = null, double? Wanted = null, bool AtLeast = false)
{
    public bool Reached => Wanted is not { } wanted || (AtLeast ? Value >= wanted : Value <= wanted);
}
