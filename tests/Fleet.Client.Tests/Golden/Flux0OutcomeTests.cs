using System.Collections;
using System.Net;
using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Client.Tests.Golden;

/// <summary>Every recorded response, and the Python client's result, against the result of this client.</summary>
public sealed class Flux0OutcomeTests
{
    // Where the original fails and this client does not.
    private static readonly Dictionary<string, string> s_accepted = new()
    {
        ["201 where 200 is due"] = "another success is a success",
        ["200 text/html"] = "the body decides, not its type; a page is reported as such",
        ["200 problem+json"] = "the body decides, not its type",
        ["200 no content type"] = "the body decides, not its type",
        ["unknown event type"] = "words that are not known are kept",
        ["unknown source"] = "words that are not known are kept",
        ["unknown status"] = "words that are not known are kept",
        ["unknown data type"] = "words that are not known are kept",
        ["unknown part type"] = "parts that are not known are kept",
    };

    public static TheoryData<int> Recorded =>
        [.. Enumerable.Range(0, Flux0File.Outcomes.Count).Where(static i => Flux0File.Outcomes[i]!["outcome"]!["events"] is null)];

    [Theory, MemberData(nameof(Recorded))]
    public async Task An_answer_becomes_what_it_is(int index)
    {
        JsonNode recorded = Flux0File.Outcomes[index]!;
        string name = recorded["name"]!.GetValue<string>();
        JsonNode answer = recorded["response"]!;
        int status = answer["status"]!.GetValue<int>();
        string body = answer["body"]!.GetValue<string>();
        using StubHandler stub = new();
        stub.Then((_, _) => Task.FromResult(Answer(status, (string?)answer["content_type"], body)));
        using FleetClient client = new(new FleetClientOptions { AgentsUri = new Uri(Flux0File.Base), Handler = stub, Retry = FleetRetryOptions.Off });

        object? result = null;
        Exception? failure = await Record.ExceptionAsync(async () =>
            result = await Flux0Operations.DoAsync(client, recorded["operation"]!.GetValue<string>(), null, TestContext.Current.CancellationToken));

        if (recorded["outcome"]!["error"] is null || (s_accepted.ContainsKey(name) && !body.StartsWith('<')))
        {
            Assert.Null(failure);
            Assert.Equal(Count(body), result is ICollection list ? list.Count : 1);
            return;
        }

        FleetException error = Assert.IsAssignableFrom<FleetException>(failure);
        Assert.Equal(ExceptionFor(status), error.GetType());
        Assert.Equal(status, (int?)error.StatusCode);
        if (status >= 400)
        {
            Assert.Equal(body, error.ResponseBody ?? "");
        }
    }

    [Fact]
    public void Every_meant_difference_is_about_a_recording() =>
        Assert.All(s_accepted.Keys, static name =>
            Assert.Contains(Flux0File.Outcomes, one => (string?)one!["name"] == name && one["outcome"]!["error"] is not null));

    private static Type ExceptionFor(int status) => status switch
    {
        400 or 422 => typeof(FleetValidationException),
        >= 500 => typeof(FleetUnavailableException),
        _ => typeof(FleetException),
    };

    private static int Count(string body) => JsonNode.Parse(body)!["data"] is JsonArray data ? data.Count : 1;

    private static HttpResponseMessage Answer(int status, string? contentType, string body)
    {
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StringContent(body) };
        response.Content.Headers.Remove("Content-Type");
        if (contentType is not null)
        {
            response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return response;
    }
}
