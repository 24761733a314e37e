namespace Fleet.LocalServer.Environments.Model;

/// <summary>The single team and the single user of a local server.</summary>
internal static class Account
{
    public const string TeamId = "f1ee7000-0000-4000-8000-000000000001";
    public const string TeamName = "Local team";
    public const string ProfileId = "f1ee7000-0000-4000-8000-000000000002";
    public const string ProfileName = "Local user";

    /// <summary>The id that refers to the caller's own profile.</summary>
    public const string Self = "self";

    /// <summary>Returns true if an id refers to the only profile.</summary>
    public static bool IsProfile(string id) => id is Self or ProfileId;
}
