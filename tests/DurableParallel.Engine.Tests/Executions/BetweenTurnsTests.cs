using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>What an execution keeps from one turn for the next.</summary>
[TestFixture]
internal sealed class BetweenTurnsTests
{
    [Test]
    public void Sleep_UntilATime_IsToBeWokenThen([Values] bool isForDelay)
    {
        var between = new BetweenTurns(due: null);

        between.Sleep(7, isForDelay).Should().Be(7);

        (between.Due, between.SleepsForDelay).Should().Be((7L, isForDelay));
    }

    [Test]
    public void Sleep_ForSomethingFromOutside_IsNotToBeWokenAndIsOnRecordAsAsleep()
    {
        var between = new BetweenTurns(due: null);

        between.Sleep(due: null, isForDelay: true).Should().BeNull();

        between.Due.Should().NotBeNull("the row must say that it sleeps");
        between.SleepsForDelay.Should().BeFalse();
        new BetweenTurns(between.Due).Sleep(between.Due, isForDelay: false).Should().BeNull("the next process does not wake it either");
    }

    [Test]
    public void OnRecord_AfterASleep_ForgetsTheTime()
    {
        var between = new BetweenTurns(due: 7);

        between.OnRecord();

        between.Due.Should().BeNull();
    }

    [Test]
    public void OnWokenEarly_FromASleep_HasNotSleptForTheDelay()
    {
        var between = new BetweenTurns(due: null);
        between.Sleep(7, isForDelay: true);

        between.OnWokenEarly();

        between.SleepsForDelay.Should().BeFalse();
    }

    [Test]
    public void TakeSeen_AfterATurn_SaysOnceWhatItHasSeen()
    {
        var between = new BetweenTurns(due: null);
        between.OnTurnOver(100);
        between.OnRest(new Rest(Due: 7, IsSuspended: true), ExecutionStates.Retrying);
        between.States.Should().Be(ExecutionStates.Retrying);

        between.TakeSeen(out var isResumed).Should().Be(100);
        isResumed.Should().BeTrue();

        between.States.Should().Be(ExecutionStates.Unknown, "the next turn changes them");
        between.TakeSeen(out isResumed).Should().Be(int.MaxValue, "after that it is not known");
        isResumed.Should().BeFalse();
    }
}
