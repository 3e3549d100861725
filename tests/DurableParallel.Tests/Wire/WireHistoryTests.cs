using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Tests.Wire;

/// <summary>Positions found again from hashes.</summary>
internal sealed class WireHistoryTests
{
    [Test]
    public void CountBelow_OfASequence_IsItsLength()
    {
        var history = Read([.. Enumerable.Range(1, 3000).Select(n => At(null, n))]);

        history.CountBelow(null).Should().Be(3000);
        history.Find(new OperationId(null, 3000)).Should().NotBeNull();
        history.Find(new OperationId(null, 3001)).Should().BeNull();
    }

    [Test]
    public void CountBelow_WithPlacesThatRecordedNothing_CountsTheOthers()
    {
        var history = Read(At(null, 1), At(null, 5), At(null, 60));

        history.CountBelow(null).Should().Be(3);
    }

    [Test]
    public void CountBelow_OfFlatContexts_CountsEachThatHasSomethingBelow()
    {
        // Places 2 and 3 are flat, and 3 has another flat context in it.
        var root2 = new OperationId(null, 2);
        var root3 = new OperationId(null, 3);
        var history = Read(At(null, 1), Below(root2, 1), Below(root2, 2), Below(new OperationId(root3, 1), 1));

        history.CountBelow(null).Should().Be(3);
        history.CountBelow(root2).Should().Be(2);
        history.CountBelow(root3).Should().Be(1);
        history.CountBelow(new OperationId(null, 4)).Should().Be(0);
    }

    [Test]
    public void CountBelow_OfFlatContextsWithinEachOther_FindsTheInnermost()
    {
        var inner = new OperationId(new OperationId(new OperationId(new OperationId(null, 7), 1), 2), 1);
        var history = Read(Below(inner, 1), Below(inner, 2), At(null, 8));

        history.CountBelow(null).Should().Be(2);
        history.CountBelow(inner).Should().Be(2);
    }

    [Test]
    public void CountBelow_AfterManyPlacesThatRecordedNothing_IsStillExact()
    {
        var flat = new OperationId(null, 900);
        var history = Read(Below(flat, 1), Below(flat, 2));

        history.CountBelow(null).Should().Be(1);
        history.CountBelow(new OperationId(null, 900)).Should().Be(2);
    }

    [Test]
    public void CountBelow_OfAFlatScopesBranches_IsThatOfEach()
    {
        var scope = new OperationId(null, 1);
        List<WireOperation> operations = [Context(scope, "Parallel")];
        for (var branch = 1; branch <= 1000; branch += 3)
        {
            operations.Add(Below(new OperationId(scope, branch), 1, scope.Hex));
        }

        var history = Read([.. operations]);

        history.CountBelow(null).Should().Be(1);
        history.CountBelow(new OperationId(scope, 1)).Should().Be(1);
        history.CountBelow(new OperationId(scope, 2)).Should().Be(0);
        history.CountBelow(new OperationId(scope, 997)).Should().Be(1);
    }

    [Test]
    public void CountBelow_OfAScope_LeavesItsDeadlineAndCompensationsOut()
    {
        var scope = new OperationId(null, 1);
        var history = Read(
            Context(scope, "Parallel"),
            Operation(OperationId.DeadlineOf(scope), scope.Hex, OperationType.Wait),
            Operation(new OperationId(scope, 1), scope.Hex, OperationType.Context),
            Operation(OperationId.CompensationOf(scope), null, OperationType.Context),
            At(null, 2));

        history.CountBelow(null).Should().Be(2);
        history.CountBelow(scope).Should().Be(1);
        history.Entries.Should().HaveCount(5);
        history.Entries.Select(static entry => entry.Id.ToString()).Should().Equal("1", "1-t", "1-1", "1-c", "2");
    }

    [Test]
    public void CountBelow_OfIdsThatAreNotOurs_CountsThemAsAskedForByNobody()
    {
        var history = Read(Foreign("c4ca4238a0b92382"), Foreign("c81e728d9d4c2f63"));

        history.CountBelow(null).Should().Be(2);
        history.Find(new OperationId(null, 1)).Should().BeNull();
        history.Entries.Should().BeEmpty();
    }

    [Test]
    public void IdsOf_WhatTheServiceChanged_AreTheirPositions()
    {
        var child = new OperationId(null, 1);
        var history = Read(Context(child, "RunInChildContext"), Operation(new OperationId(child, 2), child.Hex, OperationType.Wait));

        history.IdsOf([new OperationId(child, 2).Hex, "unknown"]).Should().Equal(new OperationId(child, 2));
    }

    [Test]
    public void Find_BeforeAnythingWasCounted_IsThere()
    {
        var child = new OperationId(null, 3);
        var history = Read(Context(child, "RunInChildContext"), At(child, 2));

        history.Find(new OperationId(child, 2)).Should().NotBeNull();
        history.Find(new OperationId(child, 3)).Should().BeNull();
        history.CountBelow(null).Should().Be(1);
        history.CountBelow(child).Should().Be(1);
    }

    [Test]
    public void CountBelow_OfAFlatContextThatNobodyLookedFor_IsThatOfWhatIsBelowIt()
    {
        var flat = new OperationId(null, 2);
        var history = Read(Below(flat, 1), Below(flat, 2));

        history.CountBelow(flat).Should().Be(2);
        history.CountBelow(flat).Should().Be(2, "it is the same when it is asked for again");
        history.CountBelow(new OperationId(null, 1)).Should().Be(0);
    }

    [Test]
    public void CountBelow_OfAPlaceInAContextThatRecordedNothing_IsNone()
    {
        var child = new OperationId(null, 1);
        var history = Read(Context(child, "RunInChildContext"));

        history.CountBelow(new OperationId(child, 1)).Should().Be(0);
        history.CountBelow(child).Should().Be(0);
    }

    [Test]
    public void Entries_BehindTheLongestGapThatIsLookedOver_AreThereAndBehindALongerOneNot()
    {
        const int Gap = 1024;
        var within = Read(At(null, 1), At(null, 2 + Gap));
        var beyond = Read(At(null, 1), At(null, 3 + Gap));

        within.Entries.Should().HaveCount(2);
        beyond.Entries.Should().HaveCount(1);
        beyond.CountBelow(null).Should().Be(2, "it is on record all the same");
    }

    [Test]
    public void Entries_OfAFlatContextAmongRecordedOnes_HaveItsPlaceCountedOnce()
    {
        var flat = new OperationId(null, 2);
        var history = Read(At(null, 1), Below(flat, 1), At(null, 3), At(null, 40));

        history.CountBelow(flat).Should().Be(1);
        history.CountBelow(null).Should().Be(4);
        history.Entries.Select(static entry => entry.Id.ToString()).Should().Equal("1", "2-1", "3", "40");
    }

    [Test]
    public void Refresh_OfWhatIsOnRecord_ChangesItAndSaysWhereItIs()
    {
        var id = new OperationId(null, 1);
        var history = Read(At(null, 1), At(null, 2));
        history.Find(id)!.Status.Should().Be(OperationStatus.Started);

        history.Refresh(At(null, 1) with { Status = OperationStatus.Ready }).Should().Be(id);
        history.Refresh(At(null, 2) with { Status = OperationStatus.Ready }).Should().BeNull("nobody has found its place yet");
        history.Refresh(At(null, 3)).Should().BeNull("it is not on record");

        history.Find(id)!.Status.Should().Be(OperationStatus.Ready);
        history.Find(new OperationId(null, 2))!.Status.Should().Be(OperationStatus.Ready);
    }

    private static WireHistory Read(params WireOperation[] operations) => new(operations);

    private static WireOperation At(OperationId? above, int number) => Operation(new OperationId(above, number), above?.Hex, OperationType.Step);

    private static WireOperation Below(OperationId flat, int number, string? recorded = null) => Operation(new OperationId(flat, number), recorded, OperationType.Step);

    private static WireOperation Context(OperationId id, string subType) => Operation(id, id.Parent?.Hex, OperationType.Context) with { SubType = subType };

    private static WireOperation Foreign(string id) => new() { Id = id, Type = OperationType.Step, Status = OperationStatus.Succeeded, StartTimestamp = default };

    private static WireOperation Operation(OperationId id, string? parent, OperationType type) =>
        new() { Id = id.Hex, ParentId = parent, Type = type, Status = OperationStatus.Started, StartTimestamp = DateTimeOffset.UnixEpoch };
}
