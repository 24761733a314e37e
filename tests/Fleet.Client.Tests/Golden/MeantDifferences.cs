namespace Fleet.Client.Tests.Golden;

/// <summary>A recording whose requests are deliberately not the same here.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Instead">The requests sent instead, derived from the recording.</param>
internal sealed record MeantDifference(string Reason, Func<GoldenEntry, IEnumerable<GoldenRequest>> Instead);

/// <summary>
/// All deliberate differences in requests. Three more apply everywhere: the headers that name language and version, the time in the archive of a verifier,
/// and times that are sent with their zone.
/// </summary>
internal static class MeantDifferences
{
    public static IReadOnlyDictionary<string, MeantDifference> All { get; } = new Dictionary<string, MeantDifference>
    {
        ["load_tasks_empty_keys_sync"] = new("an empty list of keys means no tasks, not all of them", static _ => []),
        ["retry_404_exhausted_sync"] = new("what does not exist will not exist a second later: 404 is not repeated", static entry => entry.Requests.Take(1)),
        ["retry_post_retry_after_sync"] = new(
            "a creation is repeated only where the service honours the idempotency key, or there may be two instances", static entry => entry.Requests.Take(1)),
        ["retry_put_not_retried_sync"] = new(
            "a change by PUT is the same done twice, so it is repeated as often as other calls", static entry => Enumerable.Repeat(entry.Requests[0], 4)),
        ["make_minimal_sync@seed-53609ae"] = new("the resources of an instance are loaded when they are asked for", static entry => entry.Requests.Take(1)),
        ["make_minimal_sync@v0.2.123"] = new("the resources of an instance are loaded when they are asked for", static entry => entry.Requests.Take(1)),
        ["get_instance@seed-53609ae"] = new("the resources of an instance are loaded when they are asked for", static entry => entry.Requests.Take(1)),
        ["inst_resources_sync@seed-53609ae"] = new("the resources of an instance are loaded when they are asked for", static _ =>
            GoldenFile.Entries["inst_resources_sync"].Requests),
        ["inst_resources_sync@v0.2.123"] = new("the resources of an instance are loaded when they are asked for", static _ =>
            GoldenFile.Entries["inst_resources_sync"].Requests),
        ["inst_db_without_load_sync"] = new("a database can be used without a list of resources before", static _ =>
            GoldenFile.Entries["inst_builder_sync"].Requests),
        ["url_mode_query_sync"] = new("a database can be used without a list of resources before", static entry => entry.Requests.Skip(1)),
        ["verify_detailed_with_instance_id_string"] = new(
            "the call that is documented works: an id does as well as an object", static _ => GoldenFile.Entries["verify_detailed_upload"].Requests),
    };
}
