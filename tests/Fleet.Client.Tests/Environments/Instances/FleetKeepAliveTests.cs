using System.Net;
using Fleet.Testing;

namespace Fleet.Client.Tests.Environments;

public sealed class FleetKeepAliveTests : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _clock = new();
    private readonly SemaphoreSlim _slots = new(16);
    private readonly List<DateTimeOffset> _beats = [];
    private readonly List<FleetHeartbeatSender> _lost = [];
    private Func<CancellationToken, Task<FleetHeartbeat>> _answer = static _ => Task.FromResult(Taken);

    private static FleetHeartbeat Taken { get; } = new() { Success = true, InstanceId = "i1", Interval = s_interval };

    public void Dispose() => _slots.Dispose();

    [Fact]
    public void The_first_beat_is_sent_at_once_the_next_at_each_third()
    {
        using FleetKeepAlive keepAlive = Start();
        DateTimeOffset start = _clock.GetUtcNow();

        _clock.Advance(TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(start, _beats[0]);
        Assert.InRange(_beats[1] - _beats[0], s_pace / 2, s_pace);
        Assert.All(_beats.Skip(1).Zip(_beats.Skip(2)), static pair => Assert.Equal(s_pace, pair.Second - pair.First));
        FleetHeartbeatSender status = keepAlive.GetStatus();
        Assert.Equal(("i1", "r1", "running", (long)_beats.Count, s_interval), (status.InstanceId, status.RunId, status.Status, status.Sent, status.Interval));
        Assert.Null(status.Reason);
    }

    [Fact]
    public void Senders_that_start_together_do_not_beat_together()
    {
        List<FleetKeepAlive> all = [.. Enumerable.Range(0, 200).Select(_ => Start())];
        _clock.Advance(TimeSpan.Zero);
        int first = _beats.Count;
        _clock.Advance(s_pace);
        all.ForEach(static keepAlive => keepAlive.Dispose());

        Assert.Equal(200, first);
        Assert.Equal(200, _beats.Count - first);
        Assert.InRange(_beats.Skip(first).Distinct().Count(), 100, 200);
    }

    [Fact]
    public void A_passing_failure_is_tried_again_soon_and_forgotten()
    {
        using FleetKeepAlive keepAlive = Start();
        _clock.Advance(TimeSpan.Zero);
        _answer = static _ => Task.FromException<FleetHeartbeat>(new FleetUnavailableException("down"));
        _clock.Advance(s_pace);
        FleetHeartbeatSender failing = keepAlive.GetStatus();
        int failed = _beats.Count;
        _answer = static _ => Task.FromResult(Taken);
        _clock.Advance(s_pace / 4);

        Assert.Equal(("running", "down"), (failing.Status, failing.Reason));
        Assert.Equal(failed + 1, _beats.Count);
        Assert.Null(keepAlive.GetStatus().Reason);
        Assert.Empty(_lost);
    }

    [Fact]
    public async Task After_three_intervals_without_a_beat_the_lease_is_lost_once()
    {
        using FleetKeepAlive keepAlive = Start();
        _clock.Advance(TimeSpan.Zero);
        DateTimeOffset last = _beats[^1];
        _answer = static _ => Task.FromException<FleetHeartbeat>(new FleetConnectionException("nothing is listening there"));

        _clock.Advance(3 * s_interval - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_lost);
        _clock.Advance(TimeSpan.FromHours(1));

        FleetHeartbeatSender lost = Assert.Single(_lost);
        Assert.Equal("lost", lost.Status);
        Assert.Equal("no heartbeat was accepted for 0:01:30: nothing is listening there", lost.Reason);
        Assert.Equal(last + (3 * s_interval), _beats[^1]);
        await keepAlive.Completion;
    }

    public static TheoryData<FleetException> Final => new()
    {
        new FleetNotFoundException("There is no instance 'i1'."),
        new FleetConflictException("The instance has ended."),
        new FleetException("Gone.") { StatusCode = HttpStatusCode.Gone },
    };

    [Theory]
    [MemberData(nameof(Final))]
    public async Task An_instance_that_has_ended_is_lost_at_once(FleetException answer)
    {
        using FleetKeepAlive keepAlive = Start();
        _answer = _ => Task.FromException<FleetHeartbeat>(answer);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Single(_beats);
        Assert.Equal(answer.Message, Assert.Single(_lost).Reason);
        await keepAlive.Completion;
    }

    [Fact]
    public async Task It_stops_when_its_time_is_over()
    {
        using FleetKeepAlive keepAlive = Start(TimeSpan.FromSeconds(25));
        DateTimeOffset start = _clock.GetUtcNow();

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.All(_beats, beat => Assert.True(beat < start + TimeSpan.FromSeconds(25)));
        FleetHeartbeatSender status = keepAlive.GetStatus();
        Assert.Equal(("stopped", "its time is up", start + TimeSpan.FromSeconds(25)), (status.Status, status.Reason, status.Until));
        Assert.Empty(_lost);
        await keepAlive.Completion;
    }

    [Fact]
    public async Task Stopping_waits_for_the_beat_that_is_under_way()
    {
        TaskCompletionSource<FleetHeartbeat> pending = new();
        FleetKeepAlive keepAlive = Start();
        _answer = _ => pending.Task;
        _clock.Advance(TimeSpan.Zero);

        ValueTask stopping = keepAlive.DisposeAsync();
        bool early = stopping.IsCompleted;
        pending.SetResult(Taken);
        await stopping;
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.False(early);
        Assert.Single(_beats);
        Assert.Equal("stopped", keepAlive.GetStatus().Status);
    }

    [Fact]
    public async Task Stopping_cancels_the_beat_that_is_under_way_and_does_not_wait_itself()
    {
        FleetKeepAlive keepAlive = Start();
        _answer = static async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Taken;
        };
        _clock.Advance(TimeSpan.Zero);

        keepAlive.Dispose();
        keepAlive.Dispose();

        await keepAlive.Completion;
        Assert.Empty(_lost);
    }

    [Fact]
    public async Task A_beat_that_hangs_is_given_up_in_time_for_another()
    {
        List<TaskCompletionSource> ended = [];
        using FleetKeepAlive keepAlive = Start();
        _answer = async token =>
        {
            TaskCompletionSource end = new();
            ended.Add(end);
            using CancellationTokenRegistration registration = token.Register(end.SetCanceled);
            await end.Task;
            return Taken;
        };
        _clock.Advance(TimeSpan.Zero);
        Task<TimeSpan> retry = _clock.TimerAsync(static due => due == s_pace / 4);

        _clock.Advance(s_pace);
        await retry;

        Assert.True(Assert.Single(ended).Task.IsCanceled);
        Assert.Equal("the service did not respond in time", keepAlive.GetStatus().Reason);
    }

    [Fact]
    public void What_the_listener_throws_goes_nowhere()
    {
        using FleetKeepAlive keepAlive = Start(lost: static _ => throw new InvalidOperationException("mine"));
        _answer = static _ => throw new FleetNotFoundException("gone");

        _clock.Advance(TimeSpan.Zero);

        Assert.Equal("lost", keepAlive.GetStatus().Status);
    }

    [Fact]
    public void A_beat_that_was_not_taken_is_a_failure()
    {
        using FleetKeepAlive keepAlive = Start();
        _answer = static _ => Task.FromResult(new FleetHeartbeat { Success = false });

        _clock.Advance(TimeSpan.Zero);

        Assert.Equal(("the service did not accept the heartbeat", 0L), (keepAlive.GetStatus().Reason, keepAlive.GetStatus().Sent));
    }

    [Fact]
    public void The_interval_that_the_service_answers_counts()
    {
        using FleetKeepAlive keepAlive = Start();
        _answer = static _ => Task.FromResult(Taken with { Interval = TimeSpan.FromSeconds(60) });

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.All(_beats.Skip(1).Zip(_beats.Skip(2)), static pair => Assert.Equal(TimeSpan.FromSeconds(20), pair.Second - pair.First));
    }

    [Fact]
    public void No_more_than_a_few_are_under_way_at_once()
    {
        TaskCompletionSource<FleetHeartbeat> pending = new();
        _answer = _ => pending.Task;
        List<FleetKeepAlive> all = [.. Enumerable.Range(0, 100).Select(_ => Start())];

        _clock.Advance(TimeSpan.Zero);

        Assert.Equal(16, _beats.Count);
        pending.SetResult(Taken);
        all.ForEach(static keepAlive => keepAlive.Dispose());
    }

    [Fact]
    public async Task The_client_sends_the_instance_s_region()
    {
        using TestClient test = new();
        test.Answers("""{"success":true,"instance_id":"i1","interval_seconds":30}""");
        FleetInstance instance = new() { InstanceId = "i1", HeartbeatRegion = "eu-west-2", HeartbeatInterval = s_interval };

        await using FleetKeepAlive keepAlive = test.Client.Instances.KeepAlive(instance);
        Task<TimeSpan> scheduled = test.Clock.TimerAsync(static due => due > s_pace / 2 && due < s_pace);
        test.Clock.Advance(TimeSpan.Zero);
        await scheduled;

        Assert.Equal("POST /v1/env/instances/i1/heartbeat", test.Targets.Single());
        Assert.Equal("""{"region":"eu-west-2"}""", test.Stub.Sent.Single().Body);
    }

    [Fact]
    public void Without_an_interval_there_is_nothing_to_keep()
    {
        using TestClient test = new();

        Assert.Throws<FleetValidationException>(() => test.Client.Instances.KeepAlive(new FleetInstance { InstanceId = "i1" }));
        Assert.Throws<FleetValidationException>(() => test.Client.Instances.KeepAlive(new FleetInstance { HeartbeatInterval = s_interval }));
    }

    [Fact]
    public async Task With_its_client_it_ends()
    {
        TestClient test = new();
        test.Answers("{}");
        FleetKeepAlive keepAlive = test.Client.Instances.KeepAlive(new FleetInstance { InstanceId = "i1", HeartbeatInterval = s_interval });
        test.Dispose();

        test.Clock.Advance(TimeSpan.Zero);
        await keepAlive.Completion;

        Assert.Equal(("stopped", "the client was disposed"), (keepAlive.GetStatus().Status, keepAlive.GetStatus().Reason));
    }

    private FleetKeepAlive Start(TimeSpan? duration = null, Action<FleetHeartbeatSender>? lost = null)
    {
        FleetKeepAliveOptions options = new() { For = duration, Lost = lost ?? _lost.Add };
        FleetKeepAlive keepAlive = new("i1", "r1", s_interval, options, _clock, _slots, token =>
        {
            _beats.Add(_clock.GetUtcNow());
            return _answer(token);
        });
        keepAlive.Start();
        return keepAlive;
    }
}
