using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Services;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The filter by team, which every list of the hosted service takes.</summary>
internal static class TeamFilter
{
    /// <summary>Whether a request asks for the data of a team other than the one there is.</summary>
    public static bool IsForOtherTeam(this HttpContext context) => context.Query("team_id") is { } team && team != Account.TeamId;
}
