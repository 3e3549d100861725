using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Running.Activity;

namespace DurableParallel.Engine.Tests.Scheduling;

[TestFixture]
internal sealed class PacedSchedulerTests
{
    [Test]
    public void EveryCall_WhileThereIsRoom_IsTheInnerSchedulers()
    {
        var inner = new Inner();
        var paced = new PacedScheduler(inner, new WriteBudget(1_000));
        var item = new Item();

        paced.Queue(item);
        paced.OnHandOver();
        var isHeld = paced.TryHold(item);

        inner.Calls.Should().Equal("queue", "hand over", "hold");
        isHeld.Should().BeTrue();
        paced.HeldCount.Should().Be(0, "the inner scheduler holds it");
    }

    private sealed class Inner : WorkScheduler
    {
        public List<string> Calls { get; } = [];

        public override void Queue(IThreadPoolWorkItem item) => Calls.Add("queue");

        public override void OnHandOver() => Calls.Add("hand over");

        public override bool TryHold(IThreadPoolWorkItem item)
        {
            Calls.Add("hold");
            return true;
        }
    }

    private sealed class Item : IThreadPoolWorkItem
    {
        public void Execute()
        {
        }
    }
}
