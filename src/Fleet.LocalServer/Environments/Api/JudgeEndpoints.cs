using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Verification;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The route for grading by a rubric. The hosted service uses a language model; this server runs a command, if one is configured.</summary>
internal sealed class JudgeEndpoints(InstanceService instances, JudgeCommand? command)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/judge/grade", GradeAsync).Describe("Grades a submission by a rubric, if a grading command is configured.");

    private async Task GradeAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        string instance = fields.Text("instance_id", least: 1);
        fields.TextOrNull("submission");
        fields.FlagOrNull("agentic");
        if (fields.FindObject("rubric") is null && !fields.Has("rubric"))
        {
            fields.Add("rubric", "Field required", "missing");
        }

        fields.ThrowIfInvalid();
        if (command is null)
        {
            throw new ApiException(
                StatusCodes.Status501NotImplemented,
                "Grading is not offered by this server: it calls no models. Start it with --judge-command PROGRAM to have a program of yours grade.");
        }

        await instances.RequireRunningAsync(instance, StatusCodes.Status409Conflict);
        JsonElement grade = await command.GradeAsync(fields.Bytes, context.RequestAborted);
        await Answer.BytesAsync(context, Encoding.UTF8.GetBytes(grade.GetRawText()));
    }
}
