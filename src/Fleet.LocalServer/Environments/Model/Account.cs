namespace Fleet.LocalServer.Environments.Model;

/// <summary>The one team and the one person that a local server has.</summary>
internal static class Account
{
    public const string TeamId = "f1ee7000-0000-4000-8000-000000000001";
    public const string TeamName = "Local team";
    public const string ProfileId = "f1ee7000-0000-4000-8000-000000000002";
    public const string ProfileName = "Local user";

    /// <summary>The caller's own profile, whoever that is.</summary>
    public const string Self = "self";

    /// <summary>Whether a filter by profile means the one there is.</summary>
    public static bool IsProfile(string id) => id is Self or ProfileId;
}
