namespace Fleet.Client.Releases;

/// <summary>A run event that can be sent as it is.</summary>
/// <param name="Event">The event.</param>
/// <param name="Labels">Its labels as texts.</param>
internal readonly record struct CheckedRunEvent(FleetRunEvent Event, (string Name, string Value)[] Labels);
