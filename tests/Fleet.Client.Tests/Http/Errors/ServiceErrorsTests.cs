using System.Net;
using Fleet.Client.Http;

namespace Fleet.Client.Tests.Http;

/// <summary>The error conventions of a service, which its clients pass to the transport.</summary>
public sealed class ServiceErrorsTests
{
    private static readonly FleetCallOptions s_once = new() { Retry = FleetRetryOptions.Off };

    [Fact]
    public async Task A_service_reads_its_errors_before_the_general_rules_do()
    {
        using Sending sending = new();
        sending.Stub.Then((HttpStatusCode)418, """{"detail":"short and stout"}""");

        FleetConflictException failure = await Assert.ThrowsAsync<FleetConflictException>(() => SendAsync(sending, new Teapot()));

        Assert.Equal("It is a teapot: short and stout.", failure.Message);
        Assert.Equal((HttpStatusCode)418, failure.StatusCode);
        Assert.Equal(sending.Stub.Sent[0]["X-Request-ID"], failure.RequestId);
    }

    [Theory]
    [InlineData(401, "", "http://fleet.test:8080 does not accept the credentials. Offer tea.")]
    [InlineData(409, """{"detail":"Cold"}""", "Cold. Warm the pot of instance 'i1'.")]
    [InlineData(410, """{"detail":"Empty"}""", "Empty. Warm the pot of instance 'i1'.")]
    [InlineData(503, "", "http://fleet.test:8080 cannot serve the call now (503 ServiceUnavailable). Try again later, after GET.")]
    public async Task A_service_adds_its_advice_to_the_general_rules(int status, string body, string message)
    {
        using Sending sending = new();
        sending.Stub.Then((HttpStatusCode)status, body);

        FleetException failure = await Assert.ThrowsAnyAsync<FleetException>(() => SendAsync(sending, new Teapot()));

        Assert.Equal(message, failure.Message);
    }

    [Theory]
    [InlineData(400, """{"detail":"Version 'v9' not found for environment 'fira'"}""", typeof(FleetValidationException))]
    [InlineData(400, """{"detail":"Session with ID x not found"}""", typeof(FleetValidationException))]
    [InlineData(400, """{"detail":"Unknown release: rel_1"}""", typeof(FleetValidationException))]
    [InlineData(403, """{"detail":"Instance limit reached."}""", typeof(FleetPermissionException))]
    [InlineData(409, """{"detail":{"message":"blocked","outcome":{"action":"promote"}}}""", typeof(FleetConflictException))]
    public async Task The_general_rules_know_no_service(int status, string body, Type type)
    {
        using Sending sending = new();
        sending.Stub.Then((HttpStatusCode)status, body);

        FleetException failure = await Assert.ThrowsAnyAsync<FleetException>(() => SendAsync(sending, new ServiceErrors()));

        Assert.IsType(type, failure);
    }

    private static Task<HttpResponseMessage> SendAsync(Sending sending, ServiceErrors errors) =>
        sending.Transport.SendAsync(Sending.Get() with { Resource = ("instance", "i1") }, s_once, errors, TestContext.Current.CancellationToken);

    private sealed class Teapot : ServiceErrors
    {
        public override FleetException? Read(FleetCall call, AttemptFailure failure) =>
            (int?)failure.Status == 418 ? new FleetConflictException($"It is a teapot: {failure.Error.Text}.") : null;

        public override string CredentialAdvice(bool sent) => sent ? "Offer tea" : "Bring tea";

        public override string ConflictAdvice((string Type, string? Id)? subject, string text) => $" Warm the pot of {subject?.Type} '{subject?.Id}'.";

        public override string? OutageAdvice(FleetCall call) => $", after {call.Request.Method}";
    }
}
