namespace Fleet.LocalServer.Environments.Model;

/// <summary>A run: the instances created under one run id.</summary>
/// <param name="Id">The run id.</param>
/// <param name="RunningCount">The number of running instances.</param>
/// <param name="TotalCount">The number of instances, including those that have ended.</param>
/// <param name="FirstCreatedAt">The creation time of the oldest instance.</param>
/// <param name="LastCreatedAt">The creation time of the newest instance.</param>
internal sealed record InstanceRun(string Id, int RunningCount, int TotalCount, DateTimeOffset FirstCreatedAt, DateTimeOffset LastCreatedAt);
