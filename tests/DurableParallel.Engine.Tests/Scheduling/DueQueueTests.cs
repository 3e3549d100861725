using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Tests.Scheduling;

[TestFixture]
internal sealed class DueQueueTests
{
    private ManualClock _clock = null!;
    private DueQueue _queue = null!;
    private List<int> _fired = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new ManualClock();
        _queue = new DueQueue(new EngineClock(_clock));
        _fired = [];
    }

    [TearDown]
    public void TearDown() => _queue.Dispose();

    [Test]
    public void Advance_ManyItems_FireInOrderOfTime()
    {
        var random = new Random(5);
        var dues = Enumerable.Range(0, 500).Select(_ => random.Next(1, 1000)).ToList();
        foreach (var due in dues)
        {
            _queue.Arm(new Item(_fired, due), At(due));
        }

        _clock.Advance(TimeSpan.FromSeconds(400));
        _fired.Should().Equal(dues.Where(due => due <= 400).Order());
        _clock.Advance(TimeSpan.FromSeconds(600));

        _fired.Should().Equal(dues.Order());
        _queue.Count.Should().Be(0);
    }

    [Test]
    public void Arm_AnItemThatIsIn_MovesIt()
    {
        var item = new Item(_fired, 1);
        _queue.Arm(item, At(100));
        _queue.Arm(item, At(10));
        _queue.Arm(item, At(50));

        _clock.Advance(TimeSpan.FromSeconds(49));
        _fired.Should().BeEmpty();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(100));

        _fired.Should().Equal(1);
    }

    [Test]
    public void IsFiring_AnItemWhoseTimeIsOver_UntilItWasCalled()
    {
        using var queue = new DueQueue(new EngineClock(new StillTimers(_clock)));
        queue.Arm(new Item(_fired, 1), At(10));
        queue.IsFiring.Should().BeFalse("only time moves it");
        var over = new Item(_fired, 0);

        queue.Arm(over, At(0));
        queue.IsFiring.Should().BeTrue("the timer has not called it yet");
        queue.Disarm(over);
        _clock.Advance(TimeSpan.FromSeconds(10));

        _fired.Should().Equal(1);
        queue.IsFiring.Should().BeFalse();
    }

    [Test]
    public void IsFiring_WithoutItems_IsOver()
    {
        using var queue = new DueQueue(new EngineClock(new StillTimers(_clock)));
        var over = new Item(_fired, 0);

        queue.Arm(over, At(0));
        queue.Disarm(over);

        queue.IsFiring.Should().BeFalse();
    }

    [Test]
    public void Disarm_Some_TheOthersFire()
    {
        var items = Enumerable.Range(1, 50).Select(i => new Item(_fired, i)).ToList();
        for (var i = 0; i < items.Count; i++)
        {
            _queue.Arm(items[i], At(i + 1));
        }

        foreach (var item in items.Where((_, index) => index % 3 == 0))
        {
            _queue.Disarm(item);
        }

        _clock.Advance(TimeSpan.FromSeconds(60));

        _fired.Should().Equal(Enumerable.Range(1, 50).Where(i => (i - 1) % 3 != 0));
    }

    [Test]
    public void Advance_AYear_FiresWhatIsFarAway()
    {
        _queue.Arm(new Item(_fired, 1), At(31_536_000));

        for (var day = 0; day < 364; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
        }

        _fired.Should().BeEmpty();
        _clock.Advance(TimeSpan.FromDays(1));

        _fired.Should().Equal(1);
    }

    [Test]
    public void Step_Forward_WhatIsOverdueFiresWithinHalfAMinuteAndWhatComesThenInTime()
    {
        _queue.Arm(new Item(_fired, 1), At(36_000));
        _queue.Arm(new Item(_fired, 2), At(86_400 * 300));

        _clock.Step(TimeSpan.FromHours(11));
        _clock.Advance(TimeSpan.FromSeconds(29));
        _fired.Should().BeEmpty("the wall clock was not looked at");
        _clock.Advance(TimeSpan.FromSeconds(1));
        _fired.Should().Equal(1);
        _clock.Step(TimeSpan.FromHours(11));
        _queue.Arm(new Item(_fired, 3), At(30));
        _clock.Advance(TimeSpan.FromSeconds(30));

        _fired.Should().Equal(1, 3);
    }

    [Test]
    public void Dispose_WhatIsIn_FiresNoMore()
    {
        _queue.Arm(new Item(_fired, 1), At(1));

        _queue.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(5));

        _fired.Should().BeEmpty();
    }

    private long At(int seconds) => _clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds();

    private sealed class Item(List<int> fired, int number) : DueItem
    {
        public override void OnDue(long now) => fired.Add(number);
    }

    /// <summary>The clock, whose timers fire only when it is moved, as a busy pool's would.</summary>
    private sealed class StillTimers(ManualClock clock) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new StillTimer(clock.CreateTimer(callback, state, dueTime, period));
    }

    private sealed class StillTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) =>
            timer.Change(dueTime == TimeSpan.Zero ? TimeSpan.FromTicks(1) : dueTime, period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
