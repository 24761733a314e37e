using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes for runs and the account.</summary>
internal sealed class RunEndpoints(InstanceService instances)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/env/runs", ListAsync).Describe("Lists runs: active, inactive or all.");
        routes.MapGet("/v1/account", AccountAsync).Describe("Returns the account.");
    }

    private async Task ListAsync(HttpContext context)
    {
        Func<InstanceRun, bool> wanted = context.Query("active") switch
        {
            null or "all" => static _ => true,
            "active" => static run => run.RunningCount > 0,
            "inactive" => static run => run.RunningCount == 0,
            _ => throw ApiException.Invalid(new FieldError(["query", "active"], "Input should be 'active', 'inactive' or 'all'", "enum")),
        };
        bool none = context.Query("profile_id") is { } profile && !Account.IsProfile(profile);
        IReadOnlyList<RunAnswer> runs = none ? [] : [.. (await instances.ListRunsAsync()).Where(wanted).Select(InstanceAnswers.Of)];
        await Answer.JsonAsync(context, runs, ApiJson.Wire.IReadOnlyListRunAnswer);
    }

    private Task AccountAsync(HttpContext context) => Answer.JsonAsync(
        context,
        new AccountAnswer(Account.TeamId, Account.TeamName, instances.Limit, instances.RunningCount, Account.ProfileId, Account.ProfileName),
        ApiJson.Wire.AccountAnswer);
}
