using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests;

internal sealed class ManualTimeProviderTests
{
    private static readonly DateTimeOffset Start = new(2020, 5, 17, 8, 0, 0, TimeSpan.Zero);

    private readonly List<string> _fired = [];
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new ManualTimeProvider(Start);
        _fired.Clear();
    }

    [Test]
    public void GetUtcNow_NothingAdvanced_StandsStill()
    {
        _clock.GetUtcNow().Should().Be(Start);
        _clock.GetUtcNow().Should().Be(Start);
        _clock.NextDue.Should().BeNull();
    }

    [Test]
    public void GetElapsedTime_AfterAdvance_IsTheAdvance()
    {
        var before = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromMilliseconds(1234));

        _clock.GetElapsedTime(before).Should().Be(TimeSpan.FromMilliseconds(1234));
    }

    [Test]
    public void Advance_Negative_IsRefused()
    {
        var act = () => _clock.Advance(TimeSpan.FromTicks(-1));

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void AdvanceTo_Past_MovesNothingBack()
    {
        _clock.AdvanceTo(Start.AddDays(-1));

        _clock.GetUtcNow().Should().Be(Start);
    }

    [Test]
    public void Timer_BeforeItsDueTime_DoesNotFire()
    {
        using var timer = Timer("a", 10);

        _clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));

        _fired.Should().BeEmpty();
        _clock.NextDue.Should().Be(Start.AddSeconds(10));
    }

    [Test]
    public void Timers_AdvancedPastAll_FireInDueOrderWithTheClockAtTheirDueTime()
    {
        using var late = Timer("late", 30);
        using var early = Timer("early", 10);
        using var middle = Timer("middle", 20);

        _clock.Advance(TimeSpan.FromMinutes(1));

        _fired.Should().Equal("early@10", "middle@20", "late@30");
        _clock.GetUtcNow().Should().Be(Start.AddMinutes(1));
        _clock.ActiveTimers.Should().Be(0);
    }

    [Test]
    public void Timers_DueTogether_FireInTheOrderTheyWereSet()
    {
        using var a = Timer("a", 5);
        using var b = Timer("b", 5);
        using var c = Timer("c", 5);
        a.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(5));

        _fired.Should().Equal("b@5", "c@5", "a@5");
    }

    [Test]
    public void Timer_Periodic_FiresAtEveryPeriodOfOneAdvance()
    {
        using var timer = Timer("p", 1, 2);

        _clock.Advance(TimeSpan.FromSeconds(6));

        _fired.Should().Equal("p@1", "p@3", "p@5");
        _clock.NextDue.Should().Be(Start.AddSeconds(7));
    }

    [Test]
    public void Timer_PeriodOfZero_FiresOnce()
    {
        using var timer = Timer("o", 1, 0);

        _clock.Advance(TimeSpan.FromSeconds(6));

        _fired.Should().Equal("o@1");
    }

    [Test]
    public void Timer_Changed_FiresAtTheNewTimeOnly()
    {
        using var timer = Timer("a", 10);

        timer.Change(TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan).Should().BeTrue();
        _clock.Advance(TimeSpan.FromSeconds(60));

        _fired.Should().Equal("a@20");
    }

    [Test]
    public void Timer_ChangedToInfinite_DoesNotFire()
    {
        using var timer = Timer("a", 10);

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromDays(1));

        _fired.Should().BeEmpty();
    }

    [Test]
    public void Timer_Disposed_DoesNotFireAndCannotBeChanged()
    {
        var timer = Timer("a", 10);

        timer.Dispose();
        _clock.Advance(TimeSpan.FromDays(1));

        _fired.Should().BeEmpty();
        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Should().BeFalse();
        _clock.ActiveTimers.Should().Be(0);
    }

    [Test]
    public void Timer_SetByAnotherTimerWithinTheAdvance_FiresInTheSameAdvance()
    {
        ITimer? second = null;
        using var first = _clock.CreateTimer(_ => second = Timer("second", 5), state: null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(20));

        _fired.Should().Equal("second@15");
        second!.Dispose();
    }

    [Test]
    public void Timer_ThatAdvancesTheClock_MovesItOnForAll()
    {
        using var inner = Timer("inner", 15);
        using var outer = _clock.CreateTimer(_ => _clock.Advance(TimeSpan.FromSeconds(30)), state: null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(12));

        _fired.Should().Equal("inner@15");
        _clock.GetUtcNow().Should().Be(Start.AddSeconds(40));
    }

    [Test]
    public void Timer_Fires_UnderNoLock()
    {
        var seen = DateTimeOffset.MinValue;
        using var timer = _clock.CreateTimer(_ => seen = ReadOnAnotherThread(), state: null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(1));

        seen.Should().Be(Start.AddSeconds(1));

        DateTimeOffset ReadOnAnotherThread()
        {
            var read = DateTimeOffset.MinValue;
            var thread = new Thread(() => read = _clock.GetUtcNow());
            thread.Start();
            thread.Join(TimeSpan.FromSeconds(30)).Should().BeTrue("another thread must be able to read the clock while a timer fires");
            return read;
        }
    }

    [Test]
    public async Task Timer_DueAtOnce_FiresWithoutAnAdvance()
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        using var timer = _clock.CreateTimer(_ => fired.SetResult(), state: null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));

        _clock.GetUtcNow().Should().Be(Start);
    }

    [TestCase(-2)]
    [TestCase(4294967295d)]
    public void CreateTimer_DueTimeOutOfRange_IsRefused(double milliseconds)
    {
        var act = () => _clock.CreateTimer(_ => { }, state: null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("dueTime");
    }

    [Test]
    public void TaskDelay_OnTheClock_EndsWithTheAdvance()
    {
        var delay = Task.Delay(TimeSpan.FromDays(1), _clock);

        _clock.Advance(TimeSpan.FromHours(23));
        var early = delay.IsCompleted;
        _clock.Advance(TimeSpan.FromHours(1));

        early.Should().BeFalse();
        delay.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Test]
    public async Task Advance_FromManyThreads_FiresEveryTimerOnce()
    {
        const int Timers = 500;
        var counts = new int[Timers];
        var timers = Enumerable.Range(0, Timers)
            .Select(i => _clock.CreateTimer(_ => Interlocked.Increment(ref counts[i]), state: null, TimeSpan.FromSeconds(1 + (i % 50)), Timeout.InfiniteTimeSpan))
            .ToList();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _clock.Advance(TimeSpan.FromSeconds(10)))));

        _clock.GetUtcNow().Should().BeOnOrAfter(Start.AddSeconds(10)).And.BeOnOrBefore(Start.AddSeconds(80));
        _clock.Advance(TimeSpan.FromSeconds(80));
        counts.Should().OnlyContain(n => n == 1);
        timers.ForEach(t => t.Dispose());
    }

    private ITimer Timer(string name, int dueSeconds, int? periodSeconds = null) => _clock.CreateTimer(
        _ => _fired.Add($"{name}@{(_clock.GetUtcNow() - Start).TotalSeconds}"),
        state: null,
        TimeSpan.FromSeconds(dueSeconds),
        periodSeconds is { } p ? TimeSpan.FromSeconds(p) : Timeout.InfiniteTimeSpan);
}
