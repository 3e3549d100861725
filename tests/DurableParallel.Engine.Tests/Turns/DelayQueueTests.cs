using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Turns;

[TestFixture]
internal sealed class DelayQueueTests
{
    [Test]
    public void NextDue_OfDelaysMadeVoid_IsTheEarliestThatIsLeft()
    {
        var queue = new DelayQueue();
        var delays = Enumerable.Range(1, 100).Select(i => NewDelay(new OperationId(null, i), i)).ToList();
        delays.ForEach(queue.Add);

        foreach (var delay in delays.Take(90))
        {
            queue.MakeVoid(delay);
        }

        queue.NextDue().Should().Be(91);
        queue.TryTakeDue(1000, out var first).Should().BeTrue();
        first.Should().BeSameAs(delays[90]);
    }

    [Test]
    public void NextDue_AllMadeVoidOrBelowAnEndedContext_IsNone()
    {
        var queue = new DelayQueue();
        var context = new OperationId(null, 1);
        var inside = NewDelay(new OperationId(new OperationId(context, 1), 1), 5);
        var outside = NewDelay(new OperationId(null, 2), 6);
        queue.Add(inside);
        queue.Add(outside);

        queue.ForgetBelow(context);
        queue.MakeVoid(outside);

        queue.NextDue().Should().BeNull();
    }

    [Test]
    public void Acknowledge_OfADelayMadeVoidMeanwhile_AddsNothing()
    {
        var queue = new DelayQueue();
        var delay = NewDelay(new OperationId(null, 1), 5);
        queue.AddUnacknowledged(1, delay);

        queue.MakeVoid(delay);
        queue.Acknowledge(1);

        queue.NextDue().Should().BeNull();
    }

    private static Delay NewDelay(OperationId id, long due) =>
        new(id, new OperationRecord { Type = OperationType.Callback, Status = OperationStatus.Started }, due);
}
