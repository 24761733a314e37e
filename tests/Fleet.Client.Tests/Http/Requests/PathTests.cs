using Fleet.Client.Http;

namespace Fleet.Client.Tests.Http;

public sealed class PathTests
{
    [Theory]
    [InlineData("a/b", "/v1/tasks/a%2Fb")]
    [InlineData("a?b#c", "/v1/tasks/a%3Fb%23c")]
    [InlineData("../x", "/v1/tasks/..%2Fx")]
    [InlineData("ü 'quoted'", "/v1/tasks/%C3%BC%20%27quoted%27")]
    [InlineData("", "/v1/tasks/")]
    public void Segments_are_escaped(string key, string path) => Assert.Equal(path, FleetPath.Segments("v1", "tasks", key));

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void A_segment_that_leads_elsewhere_is_refused(string key) =>
        Assert.Equal(
            $"'{key}' cannot be an id or a key.",
            Assert.Throws<FleetValidationException>(() => FleetPath.Segments("v1", "env", "instances", key)).Message);

    [Fact]
    public void Queries_are_form_encoded_in_order_and_null_is_left_out() =>
        Assert.Equal(
            "/v1/tasks?task_keys=a&task_keys=b%26+c&x=&y=%2B",
            FleetPath.Query("/v1/tasks", ("task_keys", "a"), ("none", null), ("task_keys", "b& c"), ("x", ""), ("y", "+")));
}
