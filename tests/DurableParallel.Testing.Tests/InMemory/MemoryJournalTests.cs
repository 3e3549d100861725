using DurableParallel.Records;
using DurableParallel.Testing.InMemory;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.InMemory;

internal sealed class MemoryJournalTests
{
    private static readonly DateTimeOffset Now = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DurableError Error = new("Some.Error", "it broke");

    private MemoryJournal _journal = null!;

    [SetUp]
    public void SetUp() => _journal = new MemoryJournal();

    [Test]
    public void Apply_StepWithRetry_GoesThroughTheWiresStatuses()
    {
        var id = Sample.Root(1);
        var seen = new List<(OperationStatus, int)>();

        Apply(Sample.Step(id, OperationAction.Start));
        See();
        Apply(Sample.Step(id, OperationAction.Retry, error: Error, delay: 3));
        See();
        _journal.CompleteDue(Now.AddSeconds(3)).Should().ContainSingle();
        See();
        Apply(Sample.Step(id, OperationAction.Start));
        See();
        Apply(Sample.Step(id, OperationAction.Succeed, payload: "7"));
        See();

        seen.Should().Equal(
            (OperationStatus.Started, 0),
            (OperationStatus.Pending, 1),
            (OperationStatus.Ready, 1),
            (OperationStatus.Started, 1),
            (OperationStatus.Succeeded, 2));
        _journal.Entries.Should().ContainSingle().Which.Record.Should().BeEquivalentTo(new { Payload = "7", EndTimestamp = Now });

        void See() => seen.Add((_journal.Entries[0].Record.Status, _journal.Entries[0].Record.Attempt));
    }

    [Test]
    public void NextDue_SeveralWaits_IsTheEarliestThatIsOpen()
    {
        Apply(Sample.Wait(Sample.Root(1), 30));
        Apply(Sample.Wait(Sample.Root(2), 10));

        var first = _journal.NextDue;
        var changed = _journal.CompleteDue(Now.AddSeconds(10));
        var second = _journal.NextDue;

        first.Should().Be(Now.AddSeconds(10));
        changed.Should().ContainSingle().Which.Record.Should().BeEquivalentTo(new { Status = OperationStatus.Succeeded, EndTimestamp = Now.AddSeconds(10) });
        second.Should().Be(Now.AddSeconds(30));
    }

    [Test]
    public void NextDue_WaitBelowAnEndedContext_WakesNobody()
    {
        var context = Sample.Root(1);
        Apply(Sample.Context(context, OperationAction.Start));
        Apply(Sample.Wait(new OperationId(context, 1), 10, parent: context));

        Apply(Sample.Context(context, OperationAction.Succeed, replayChildren: true));

        _journal.NextDue.Should().BeNull();
        _journal.CompleteDue(Now.AddDays(1)).Should().BeEmpty();
    }

    [Test]
    public void Snapshot_Pruned_OmitsWhatIsBelowEndedContextsTransitively()
    {
        var outer = Sample.Root(1);
        var inner = new OperationId(outer, 1);
        var step = new OperationId(inner, 1);
        var kept = Sample.Root(2);
        var keptStep = new OperationId(kept, 1);
        Apply(Sample.Context(outer, OperationAction.Start));
        Apply(Sample.Context(inner, OperationAction.Start, parent: outer));
        Apply(Sample.Step(step, OperationAction.Succeed, parent: inner));
        Apply(Sample.Context(inner, OperationAction.Succeed, parent: outer, replayChildren: true));
        Apply(Sample.Context(outer, OperationAction.Succeed));
        Apply(Sample.Context(kept, OperationAction.Start));
        Apply(Sample.Step(keptStep, OperationAction.Succeed, parent: kept));
        Apply(Sample.Context(kept, OperationAction.Succeed, replayChildren: true));

        var pruned = new MemoryHistory(_journal.Snapshot(prune: true));
        var whole = new MemoryHistory(_journal.Snapshot(prune: false));

        new[] { outer, kept, keptStep }.Should().OnlyContain(id => pruned.Find(id) != null);
        new[] { inner, step }.Should().OnlyContain(id => pruned.Find(id) == null);
        pruned.CountBelow(null).Should().Be(2);
        pruned.CountBelow(outer).Should().Be(0);
        pruned.CountBelow(kept).Should().Be(1);
        whole.Count.Should().Be(5);
    }

    [Test]
    public void Apply_StepStartedTwice_IsRefusedByName()
    {
        Apply(Sample.Step(Sample.Root(1), OperationAction.Start));

        Refused(Sample.Step(Sample.Root(1), OperationAction.Start)).WithMessage("Step Start of 1 *the operation is Started*");
    }

    [Test]
    public void Apply_AfterTheEnd_IsRefused()
    {
        Apply(Sample.Step(Sample.Root(1), OperationAction.Succeed));

        Refused(Sample.Step(Sample.Root(1), OperationAction.Fail, error: Error)).WithMessage("*the operation is Succeeded*");
    }

    [Test]
    public void Apply_BelowAnEndedContext_IsRefused()
    {
        var context = Sample.Root(1);
        var step = new OperationId(context, 1);
        Apply(Sample.Context(context, OperationAction.Start));
        Apply(Sample.Step(step, OperationAction.Start, parent: context));
        Apply(Sample.Context(context, OperationAction.Succeed));

        Refused(Sample.Step(step, OperationAction.Succeed, parent: context)).WithMessage("*below*which has ended*");
    }

    [Test]
    public void Apply_UnknownParent_IsRefused() =>
        Refused(Sample.Step(Sample.Root(2), OperationAction.Start, parent: Sample.Root(1))).WithMessage("*its parent 1 is not a recorded context*");

    [Test]
    public void Apply_OtherKindThanRecorded_IsRefused()
    {
        Apply(Sample.Step(Sample.Root(1), OperationAction.Start));

        Refused(Sample.Wait(Sample.Root(1), 5)).WithMessage("*the operation is a Step*");
    }

    [Test]
    public void Apply_WaitOfNoTime_IsRefused() =>
        Refused(Sample.Wait(Sample.Root(1), 0)).WithMessage("*its delay is 0 ms*");

    [Test]
    public void Apply_FailWithoutAnError_IsRefused() =>
        Refused(Sample.Step(Sample.Root(1), OperationAction.Fail)).WithMessage("*FAIL has an error*");

    [Test]
    public void Apply_ErrorBeyondTheLimit_IsRefused() =>
        Refused(Sample.Step(Sample.Root(1), OperationAction.Fail, error: new DurableError("E", new string('x', 33000)))).WithMessage("*more than 32768 bytes*");

    [TestCase("")]
    [TestCase("tab\there")]
    public void Apply_NameThatNoHostTakes_IsRefused(string name)
    {
        var update = new OperationUpdate { Id = Sample.Root(1), Type = OperationType.Step, Action = OperationAction.Start, Name = name };

        Refused(update).WithMessage("*1 to 256 characters*");
    }

    [Test]
    public void Apply_RefusedUpdate_ChangesNothing()
    {
        Apply(Sample.Step(Sample.Root(1), OperationAction.Succeed));

        Refused(Sample.Step(Sample.Root(1), OperationAction.Start));

        _journal.Updates.Should().ContainSingle();
        _journal.Entries[0].Record.Status.Should().Be(OperationStatus.Succeeded);
    }

    private void Apply(OperationUpdate update) => _journal.Apply(update, Now, invocation: 1);

    private FluentAssertions.Specialized.ExceptionAssertions<HostViolationException> Refused(OperationUpdate update)
    {
        var act = () => Apply(update);
        return act.Should().Throw<HostViolationException>();
    }
}
