using System.Collections;
using System.Globalization;
using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Writes submissions, and reads judgements.</summary>
internal static class JudgeWire
{
    /// <summary>Writes the body: the original's fields in the original's order.</summary>
    public static ReadOnlyMemory<byte> Body(FleetJudgeRequest request)
    {
        using JsonBody body = new();
        body.Add("instance_id", FleetCheck.Filled(request.InstanceId, nameof(request.InstanceId)))
            .AddPlain("submission", request.Submission)
            .AddPlain("agentic", request.Agentic)
            .AddPlain("rubric", Rubric(request));
        AddGiven(body, "ground_truth", request.GroundTruth, nameof(request.GroundTruth));
        body.Add("problem", request.Problem).Add("context", Context(request));
        AddGiven(
            body,
            "conversation",
            request.Conversation?.Select(static message => new OrderedDictionary<string, object?>
            {
                ["role"] = message.Role,
                ["content"] = message.Content,
            }),
            nameof(request.Conversation));
        body.Add("model", FleetCheck.Filter(request.Model, nameof(request.Model)))
            .Add("provider", FleetCheck.Filter(request.Provider, nameof(request.Provider)))
            .Add("task_id", FleetCheck.Filter(request.TaskId, nameof(request.TaskId)));
        AddGiven(body, "collect", request.Collect, nameof(request.Collect));
        AddGiven(body, "images", request.Images, nameof(request.Images));
        AddGiven(body, "files", request.Files, nameof(request.Files));
        return body.Finish();
    }

    /// <summary>Reads a judgement. All its fields are optional.</summary>
    public static FleetJudgement? Judgement(ref JsonCursor json) => FreeFields.Read(ref json, static (answer, faults) =>
    {
        FreeFields fields = new(answer, "", faults);
        IEnumerable<OrderedDictionary<string, object?>> criteria = (answer.GetValueOrDefault("criteria") as object?[] ?? []).OfType<
            OrderedDictionary<string, object?>
        >();
        return new FleetJudgement
        {
            Score = fields.Number("normalized_score"),
            TotalScore = fields.Number("total_score"),
            MaxScore = fields.Number("max_score"),
            Criteria = [.. criteria.Select((criterion, i) => Criterion(new FreeFields(criterion, $"criteria[{i}]", faults)))],
            Feedback = fields.Text("feedback"),
            ExecutionId = fields.Text("execution_id"),
            Model = fields.Text("model_used"),
            Provider = fields.Text("provider_used"),
            Accumulators = fields.Object("accumulators"),
        };
    });

    private static FleetCriterionScore Criterion(FreeFields fields) => new()
    {
        Name = fields.Text("name") ?? "",
        Score = fields.Number("score"),
        MaxScore = fields.Number("max_score"),
        Reasoning = fields.Text("reasoning"),
    };

    private static OrderedDictionary<string, object?> Rubric(FleetJudgeRequest request)
    {
        string? text = FleetCheck.Filter(request.Rubric, nameof(request.Rubric));
        if (text is null == (request.Criteria.Count == 0))
        {
            throw FleetCheck.Failed(nameof(request.Rubric), $"set either {nameof(request.Rubric)} or {nameof(request.Criteria)}");
        }

        if (text is not null)
        {
            return request.SystemPrompt is null
                ? new() { ["type"] = "string", ["text"] = text }
                : throw FleetCheck.Failed(nameof(request.SystemPrompt), $"can only be combined with {nameof(request.Criteria)}");
        }

        OrderedDictionary<string, object?> rubric = new()
        {
            ["type"] = "structured",
            ["criteria"] = request.Criteria.Select(static (criterion, i) => (object?)Plain(criterion, $"{nameof(request.Criteria)}[{i}]")).ToArray(),
        };
        if (request.SystemPrompt is { } prompt)
        {
            rubric.Add("system_prompt", prompt);
        }

        return rubric;
    }

    private static OrderedDictionary<string, object?> Plain(FleetCriterion criterion, string place)
    {
        List<(long Points, string Text)> levels = [];
        foreach (DictionaryEntry level in criterion.Levels ?? new Dictionary<string, object>())
        {
            levels.Add(
                long.TryParse(
                    Convert.ToString(level.Key, CultureInfo.InvariantCulture),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out long points)
                    ? (points, Convert.ToString(level.Value, CultureInfo.InvariantCulture) ?? "")
                    : throw FleetCheck.Failed($"{place}.{nameof(criterion.Levels)}", $"'{level.Key}' is not a number of points"));
        }

        long most = criterion.MaxScore
            ?? (
                levels.Count > 0
                    ? levels.Max(static level => level.Points)
                    : throw FleetCheck.Failed($"{place}.{nameof(criterion.MaxScore)}", "is missing"));
        IEnumerable<string> lines = levels
            .OrderByDescending(static level => level.Points)
            .Select(static level => string.Create(CultureInfo.InvariantCulture, $"- {level.Points} points: {level.Text}"));
        return new()
        {
            ["name"] = FleetCheck.Filled(criterion.Name, $"{place}.{nameof(criterion.Name)}"),
            ["max_score"] = most,
            ["description"] = string.Join('\n', criterion.Description is { Length: > 0 } text ? lines.Append(text) : lines),
        };
    }

    private static string? Context(FleetJudgeRequest request) => (request.Context, request.ReferenceClaims) switch
    {
        (var context, null) => context,
        (null, { } claims) => $"## Reference Claims\n{claims}",
        ({ } context, { } claims) => $"{context}\n\n## Reference Claims\n{claims}",
    };

    private static void AddGiven(JsonBody body, string name, object? value, string path)
    {
        if (value is not null)
        {
            body.AddPlain(name, FreeValue.Plain(value, path));
        }
    }
}
