using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Services;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The team filter, which every list of the hosted service accepts.</summary>
internal static class TeamFilter
{
    /// <summary>True if a request filters by a team other than the server's only one.</summary>
    public static bool IsForOtherTeam(this HttpContext context) => context.Query("team_id") is { } team && team != Account.TeamId;
}
