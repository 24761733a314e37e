using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Grading by a model that the service runs.</summary>
public sealed class JudgeClient
{
    // The model reads, and may explore the instance.
    private static readonly TimeSpan s_work = TimeSpan.FromSeconds(300);

    private readonly FleetSender _sender;

    internal JudgeClient(FleetSender sender) => _sender = sender;

    /// <summary>Has a submission graded.</summary>
    /// <param name="request">The submission, and the rubric or criteria.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The judgement. A low score is an outcome, not an exception.</returns>
    /// <exception cref="FleetValidationException">The submission or the rubric is missing or cannot be sent.</exception>
    /// <exception cref="FleetException">The service does not offer grading: <see cref="FleetException.ErrorCode"/> is <c>not_supported</c>.</exception>
    public async Task<FleetJudgement> GradeAsync(FleetJudgeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        FleetRequest call = new()
        {
            Method = HttpMethod.Post,
            PathAndQuery = "/v1/judge/grade",
            Json = JudgeWire.Body(request),
            Headers = _sender.Options.JudgeToken is { } token ? [("X-Fleet-Judge-Token", token)] : [],
            Work = s_work,
            Repeat = FleetRepeat.Never,
            Resource = ("instance", request.InstanceId),
        };
        FleetJudgement judgement = await NotOffered.GuardAsync(
            "judging by a model", () => JsonAnswer.GetAsync(_sender, call, JudgeWire.Judgement, cancellationToken)).ConfigureAwait(false);
        return judgement with { InstanceId = request.InstanceId };
    }
}
