namespace Fleet.LocalServer.Environments.Model;

/// <summary>A run: the instances that were created under one run id.</summary>
/// <param name="Id">The run id.</param>
/// <param name="RunningCount">The number of its instances that are running.</param>
/// <param name="TotalCount">The number of its instances, ended ones included.</param>
/// <param name="FirstCreatedAt">The creation time of its first instance.</param>
/// <param name="LastCreatedAt">The creation time of its latest instance.</param>
internal sealed record InstanceRun(string Id, int RunningCount, int TotalCount, DateTimeOffset FirstCreatedAt, DateTimeOffset LastCreatedAt);
