using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Tests.Scheduling;

[TestFixture]
internal sealed class EngineClockTests
{
    private ManualClock _time = null!;
    private EngineClock _clock = null!;

    private long Wall => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [SetUp]
    public void SetUp()
    {
        _time = new ManualClock();
        _clock = new EngineClock(_time);
    }

    [Test]
    public void Now_SetBackByLittle_StandsStillAndByMore_FollowsTheWall()
    {
        var before = _clock.Now();
        _time.Step(TimeSpan.FromMilliseconds(-1000));
        _clock.Now().Should().Be(before);

        _time.Step(TimeSpan.FromMilliseconds(-1));
        _clock.Now().Should().Be(Wall).And.BeLessThan(before);
    }

    [Test]
    public void Running_WhateverIsDoneToTheWall_NeverRunsBackwardsNorSlowerThanTime()
    {
        var random = new Random(21);
        var last = _clock.Running();
        for (var i = 0; i < 10_000; i++)
        {
            var elapsed = TimeSpan.FromMilliseconds(random.Next(0, 30_000));
            _time.Advance(elapsed);
            _time.Step(TimeSpan.FromMinutes(random.Next(0, 10) == 0 ? random.Next(-500, 500) : 0));

            var now = _clock.Running();

            now.Should().BeGreaterThanOrEqualTo(last + (long)elapsed.TotalMilliseconds);
            last = now;
        }
    }

    [TestCase(9, 0)]
    [TestCase(11, 7200)]
    public void Running_SetBackAndOnAgain_IsUndoneWithinTenMinutes(int minutes, int secondsAhead)
    {
        var start = _clock.Running();
        _time.Step(TimeSpan.FromHours(-2));
        _clock.Running().Should().Be(start);
        _time.Advance(TimeSpan.FromMinutes(minutes));
        _clock.Running();
        _time.Step(TimeSpan.FromHours(2));

        _clock.Running().Should().Be(start + (60_000L * minutes) + (1000L * secondsAhead));
    }

    [Test]
    public void DueOf_AfterAStepBack_IsItsDelayAwayByTheRunningTime()
    {
        _clock.Running();
        _time.Step(TimeSpan.FromHours(-2));

        var due = _clock.DueOf(_clock.Now() + 5000);

        due.Should().Be(_clock.Running() + 5000);
        _clock.RecordedOf(due).Should().Be(Wall + 5000);
    }

    [Test]
    public void Running_AClockThatIsSlowedOrHurried_IsTheWalls()
    {
        for (var i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            _time.Step(TimeSpan.FromMilliseconds(i % 2 == 0 ? 15 : -15));
            _clock.Running().Should().Be(Wall);
        }
    }
}
