using System.Collections;
using System.Net;
using Fleet.Client.Tests.Environments;
using Fleet.Testing;

namespace Fleet.Client.Tests.Core;

public sealed class LenienceTests
{
    [Theory]
    [InlineData("10", 10)]
    [InlineData("10.0", 10)]
    [InlineData("1e1", 10)]
    [InlineData("\"10\"", 10)]
    [InlineData("\" 10 \"", 10)]
    public async Task Whole_numbers_come_in_many_forms(string written, int expected)
    {
        using TestClient test = new();
        test.Answers($$"""{"team_id":"t","team_name":"n","instance_limit":{{written}},"instance_count":0}""");

        Assert.Equal(expected, (await test.Client.Account.GetAsync(TestClient.Token)).InstanceLimit);
    }

    [Theory]
    [InlineData("\"2025-10-24T09:48:47.152387\"", "2025-10-24T09:48:47.1523870+00:00")]
    [InlineData("\"2025-10-24T09:48:47Z\"", "2025-10-24T09:48:47.0000000+00:00")]
    [InlineData("\"2025-10-24T09:48:47.5+05:30\"", "2025-10-24T09:48:47.5000000+05:30")]
    [InlineData("\"2025-10-24 09:48:47\"", "2025-10-24T09:48:47.0000000+00:00")]
    [InlineData("\"2025-10-24 09:48:47-07:00\"", "2025-10-24T09:48:47.0000000-07:00")]
    [InlineData("\"2025-10-24\"", "2025-10-24T00:00:00.0000000+00:00")]
    [InlineData("1761299490.5", "2025-10-24T09:51:30.5000000+00:00")]
    public async Task Times_come_with_and_without_a_zone(string written, string expected)
    {
        using TestClient test = new();
        test.Answers($$"""{"success":1,"instance_id":"i","last_heartbeat":{{written}}}""");

        FleetHeartbeat heartbeat = await test.Client.Instances.SendHeartbeatAsync("i", cancellationToken: TestClient.Token);

        Assert.Equal(expected, heartbeat.LastHeartbeat!.Value.ToString("o"));
        Assert.True(heartbeat.Success);
    }

    [Fact]
    public async Task Free_data_becomes_plain_objects_that_keep_their_order()
    {
        using TestClient test = new();
        test.Answers("""
            {"instance_id":"i","env_key":"e","status":"exploded","env_variables":
            {"z":1,"a":1.0,"t":"x","f":false,"n":null,"big":18446744073709551615,"l":[1,"a",{"k":[]}],"o":{"b":1,"a":2}},"region":7}
            """);

        FleetInstance instance = await test.Client.Instances.GetAsync("i", TestClient.Token);

        IDictionary variables = instance.EnvVariables!;
        Assert.Equal(["z", "a", "t", "f", "n", "big", "l", "o"], variables.Keys.Cast<string>());
        Assert.Equal([1L, 1.0, "x", false, null], ((string[])["z", "a", "t", "f", "n"]).Select(name => variables[name]));
        Assert.IsType<double>(variables["big"]);
        object?[] list = Assert.IsType<object?[]>(variables["l"]);
        Assert.Equal([1L, "a"], list.Take(2));
        Assert.Empty(Assert.IsType<object?[]>(Assert.IsAssignableFrom<IDictionary>(list[2])["k"]));
        Assert.Equal("exploded", instance.Status);
        Assert.Equal("7", instance.Region);
        Assert.Null(instance.Urls);
    }

    [Theory]
    [InlineData("""{"team_id":"t"}""", "team_name is missing")]
    [InlineData("""{"team_id":"t","team_name":"n","instance_limit":1,"instance_count":{}}""", "instance_count is not a number but an object")]
    [InlineData("[]", "it is not an object but an array")]
    [InlineData("null", "it is null")]
    [InlineData("", "it is not JSON")]
    [InlineData("{\"team_id\":\"t\",\n \"team_name\":}", "it is not JSON (line 2, byte 14)")]
    [InlineData("""{"team_id":"\ud800","team_name":"n","instance_limit":1,"instance_count":1}""", "team_id is not valid text")]
    public async Task An_unreadable_answer_names_field_and_call(string body, string problem)
    {
        using TestClient test = new();
        test.Answers(body);

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() => test.Client.Account.GetAsync(TestClient.Token));

        Assert.StartsWith($"The response to GET /v1/account cannot be read: {problem}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task A_page_of_something_else_sends_the_reader_to_the_address()
    {
        using TestClient test = new();
        test.Answers("<html>Log in</html>");

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() => test.Client.Account.GetAsync(TestClient.Token));

        Assert.EndsWith("it is not JSON (line 1, byte 1). Check that http://fleet.test is that of the service.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_answer_tells_how_often_was_asked()
    {
        using StubHandler stub = new();
        using FleetClient client = new(new FleetClientOptions
        {
            Uri = new Uri("http://fleet.test"),
            Handler = stub,
            Retry = new FleetRetryOptions { FirstDelay = TimeSpan.FromTicks(1) },
        });
        stub.Then(HttpStatusCode.ServiceUnavailable).Then(HttpStatusCode.OK, "[]");

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() => client.Account.GetAsync(TestClient.Token));

        Assert.Equal((2, "unreadable_answer"), (failure.Attempts, failure.ErrorCode));
    }

    [Fact]
    public async Task A_fault_deep_inside_is_named_by_its_path()
    {
        using TestClient test = new();
        test.Answers(
            """{"instance_id":"i","env_key":"e","status":"running","env_variables":{"x":[1,{"y":2}]},"urls":{"root":"http://x/","app":["http://x/",{"a":1}]}}"""
        );

        FleetException failure = await Assert.ThrowsAsync<FleetException>(() => test.Client.Instances.GetAsync("i", TestClient.Token));

        Assert.Equal("The response to GET /v1/env/instances/i cannot be read: urls.app[1] is not a text but an object.", failure.Message);
    }

    [Fact]
    public async Task Metadata_may_be_nested_deeply()
    {
        string nested = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        using TestClient test = new();
        test.Answers($$"""{"key":"k","prompt":"p","environment_id":"e","metadata":{{nested}}}""");

        IDictionary? level = (await test.Client.Tasks.GetAsync("k", cancellationToken: TestClient.Token)).Metadata;

        for (int depth = 1; depth < 200; depth++)
        {
            level = Assert.IsAssignableFrom<IDictionary>(level!["a"]);
        }

        Assert.Equal(1L, level!["a"]);
    }
}
