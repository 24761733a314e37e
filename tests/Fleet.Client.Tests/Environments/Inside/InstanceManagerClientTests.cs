using System.Net;
using Fleet.Client.Tests.Golden;

namespace Fleet.Client.Tests.Environments;

public sealed class InstanceManagerClientTests
{
    private const string Manager = "http://instance.test/i/i1/api/v1/env";

    [Fact]
    public async Task Where_an_instance_is_gets_asked_once()
    {
        using TestClient test = new();
        test.Answers($$"""{"instance_id":"i1","env_key":"e","status":"running","urls":{"manager":{"api":"{{Manager}}/"} } }""");
        InstanceManagerClient manager = test.Client.Instances.Manager("i1");

        await Health(test, manager);
        await Health(test, manager);

        Assert.Equal(["GET /v1/env/instances/i1", "GET /i/i1/api/v1/env/health", "GET /i/i1/api/v1/env/health"], test.Targets);
        Assert.Equal("instance.test", test.Stub.Sent[1].Uri.Host);
    }

    [Fact]
    public async Task An_instance_that_says_where_it_is_is_not_looked_up()
    {
        using TestClient test = new();

        await Health(
            test,
            test.Client.Instances.Manager(
                new FleetInstance
                {
                    InstanceId = "i1",
                    Urls = new FleetInstanceUrls { Root = new Uri("http://instance.test/i/i1/") },
                }
            ));

        Assert.Equal(["GET /i/i1/api/v1/env/health"], test.Targets);
    }

    [Fact]
    public async Task No_credentials_go_to_an_instance()
    {
        using TestClient test = new();

        await Health(test, test.Client.Instances.Manager(Manager));

        Assert.All((string[])["Authorization", "X-Request-ID", "X-Team-ID"], header => Assert.Null(test.Stub.Sent[0][header]));
    }

    [Theory]
    [InlineData("Instance not found", "instance", "i1")]
    [InlineData("Resource 'current' not found", "database", "current")]
    public async Task What_is_missing_is_the_instance_or_the_database(string detail, string type, string id)
    {
        using TestClient test = new();
        test.Stub.Then(HttpStatusCode.NotFound, $$"""{"detail":"{{detail}}"}""");
        InstanceManagerClient manager = test.Client.Instances.Manager(
            new FleetInstance
            {
                InstanceId = "i1",
                Urls = new FleetInstanceUrls { Root = new Uri("http://instance.test/i/i1/") },
            }
        );

        FleetNotFoundException failure = await Assert.ThrowsAsync<FleetNotFoundException>(() =>
            manager.QueryAsync("select 1", cancellationToken: TestClient.Token));

        Assert.Equal((type, id), (failure.ResourceType, failure.ResourceId));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("http://")]
    [InlineData("http://u:p@instance.test/")]
    [InlineData("https://instance.test/?x=1")]
    public void A_blank_id_or_a_bad_address_is_refused(string instance)
    {
        using TestClient test = new();

        Assert.Throws<FleetValidationException>(() => test.Client.Instances.Manager(instance));
    }

    [Fact]
    public async Task Rows_can_be_many_and_are_all_there_in_their_order()
    {
        const int count = 1000;
        using TestClient test = new();
        string rows = string.Join(',', Enumerable.Range(0, count).Select(static i => $"[{i},\"[{i}]\"]"));
        test.Answers($$"""{"rows":[{{rows}}],"message":"ok","columns":["id","name"],"success":true}""");

        FleetRowSet found = await test.Client.Instances.Manager(Manager).QueryAsync("SELECT 1", cancellationToken: TestClient.Token);

        Assert.Equal(Enumerable.Range(0, count).Select(static i => (object?)(long)i), found.Rows.Select(static row => row.GetValue("ID")));
        Assert.Equal("[999]", found.Rows.Last().GetValue("name"));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Only_what_reads_is_sent_again(bool readOnly, int sent)
    {
        using TestClient test = new();
        test.Answers("{}", HttpStatusCode.ServiceUnavailable).Answers("""{"success":true,"columns":[],"rows":[]}""");
        FleetClient client = test.Client.With(new FleetCallOptions { Retry = new FleetRetryOptions { FirstDelay = TimeSpan.Zero } });

        Exception? failure = await Record.ExceptionAsync(
            () => client.Instances.Manager(Manager).QueryAsync("DELETE FROM t", new FleetQueryOptions { ReadOnly = readOnly }, TestClient.Token));

        Assert.Equal(sent, test.Targets.Count());
        Assert.Equal(readOnly, failure is null);
    }

    [Fact]
    public async Task The_recorded_differences_are_read()
    {
        using TestClient test = new();
        test.Answers(GoldenFile.DiffSample.ToJsonString());

        FleetInstanceDiff diff = await test.Client.Instances.Manager(Manager).CompareAsync(cancellationToken: TestClient.Token);

        Assert.Equal(
            ["added users 4", "removed users 3", "modified users 1", "modified users 2", "modified pair x, 1"],
            diff.Rows.Select(static row => row.ToString()));
        Assert.Equal(["a", "b"], diff.Tables[1].PrimaryKey);
        Assert.Equal(("Al", "Alice"), (diff.Rows[2].Before!["name"], diff.Rows[2].After!["name"]));
        Assert.Equal(["name"], diff.Rows[2].Fields);
        Assert.Equal((1, 1, 3), (diff.Added, diff.Removed, diff.Modified));
        Assert.Equal("{}", test.Stub.Sent[0].Body);
    }

    [Fact]
    public void A_row_of_two_equal_columns_keeps_both_values()
    {
        FleetRow row = new(["id", "id"], [1L, 2L]);

        Assert.Equal([1L, 2L], row.GetValues());
        Assert.Equal(1L, row.GetValue("id"));
        Assert.Equal("id=1; id=2", row.ToString());
        Assert.Throws<ArgumentException>(() => row.GetValue("name"));
    }

    private static async Task Health(TestClient test, InstanceManagerClient manager)
    {
        test.Answers("""{"status":"healthy","timestamp":"2025-10-24T09:50:00Z","service":"env-manager"}""");
        Assert.True((await manager.GetHealthAsync(TestClient.Token)).IsHealthy);
    }
}
