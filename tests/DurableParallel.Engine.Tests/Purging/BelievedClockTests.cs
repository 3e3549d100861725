using DurableParallel.Engine.Purging;

namespace DurableParallel.Engine.Tests.Purging;

[TestFixture]
internal sealed class BelievedClockTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private ManualClock _time = null!;

    [SetUp]
    public void SetUp() => _time = new ManualClock();

    [TestCase(2, 2)]
    [TestCase(60, 60)]
    [TestCase(43_200, 60)]
    public void Look_SinceOpening_BelievesNothingForAnHourOrTheRetention(int retention, int minutes)
    {
        var clock = new BelievedClock(_time, retention * Minute);
        for (var i = 1; i < minutes; i++)
        {
            _time.Advance(Minute);
            clock.Look().Should().BeNull();
        }

        _time.Advance(Minute);
        clock.Look().Should().Be(_time.GetUtcNow());
    }

    [Test]
    public void Look_SetOn_BelievesItWhenEveryLookOfAnHourDid()
    {
        var clock = Agreed();
        _time.Step(TimeSpan.FromDays(60));
        for (var i = 0; i < 60; i++)
        {
            clock.Look().Should().Be(_time.GetUtcNow() - TimeSpan.FromDays(60));
            _time.Advance(Minute);
        }

        clock.Look().Should().Be(_time.GetUtcNow());
    }

    [Test]
    public void Look_SetBack_BelievesItAtOnce()
    {
        var clock = Agreed();
        _time.Step(TimeSpan.FromDays(-60));

        clock.Look().Should().Be(_time.GetUtcNow());
    }

    [Test]
    public void Look_LongAfterTheLast_DoesNotBelieveItAlone()
    {
        var clock = Agreed();
        _time.Step(TimeSpan.FromDays(60));
        _time.Advance(TimeSpan.FromDays(1));
        clock.Look().Should().Be(_time.GetUtcNow() - TimeSpan.FromDays(60));

        _time.Advance(TimeSpan.FromHours(1));
        clock.Look().Should().Be(_time.GetUtcNow());
    }

    [Test]
    public void Look_WhateverIsDoneToTheClock_IsNeverAheadOfWhatWasShownForAnHour()
    {
        var random = new Random(21);
        var clock = new BelievedClock(_time, TimeSpan.FromDays(30));
        var looks = new List<(long At, DateTimeOffset Wall)> { (_time.GetTimestamp(), _time.GetUtcNow()) };
        for (var i = 0; i < 5_000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(random.Next(30, 300)));
            _time.Step(TimeSpan.FromHours(random.Next(0, 20) == 0 ? random.Next(-1000, 1000) : 0));
            var now = _time.GetTimestamp();
            looks.Add((now, _time.GetUtcNow()));
            var hour = looks.Where(look => look.At > now - TimeSpan.TicksPerHour).Concat(looks.Where(look => look.At <= now - TimeSpan.TicksPerHour).TakeLast(1));

            var believed = clock.Look();

            if (looks[0].At <= now - TimeSpan.TicksPerHour)
            {
                believed.Should().Be(hour.Min(look => look.Wall + TimeSpan.FromTicks(now - look.At)));
            }
        }
    }

    private BelievedClock Agreed()
    {
        var clock = new BelievedClock(_time, TimeSpan.FromDays(30));
        _time.Advance(TimeSpan.FromHours(1));
        clock.Look().Should().Be(_time.GetUtcNow());
        return clock;
    }
}
