using DurableParallel.Engine.Operations;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Operations;

public sealed class RetryPlanTests
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch;
    private static readonly DurableError Down = new("Down", "the service is down");

    private readonly List<HistoryEntry> _entries = [];

    [SetUp]
    public void SetUp() => _entries.Clear();

    [Test]
    public void Of_FailedStepAtTheEnd_ForgetsItAlone()
    {
        Step("1", 0, 1);
        Step("2", 2, 3, OperationStatus.Failed);

        Forgotten().Should().Equal("2");
        Reopened().Should().BeEmpty();
    }

    [Test]
    public void Of_FailureThatCodeWentOnAfter_KeepsIt()
    {
        Step("1", 0, 1, OperationStatus.Failed);
        Step("2", 2, 3);
        Step("3", 4, 5, OperationStatus.Failed);

        Forgotten().Should().Equal("3");
    }

    [Test]
    public void Of_FailureBesideOneThatHadBegunBefore_ForgetsIt()
    {
        Step("1", 0, 2, OperationStatus.Failed);
        Step("2", 1, 5);

        Forgotten().Should().Equal("1");
    }

    [TestCase("Down", true, TestName = "Of_LaterOneBegunInTheSameMillisecond_ForgetsWhatWentUp")]
    [TestCase("Other", false, TestName = "Of_LaterOneBegunInTheSameMillisecond_KeepsWhatDidNotGoUp")]
    public void Of_LaterOneBegunInTheSameMillisecond_LooksAtTheError(string type, bool isForgotten)
    {
        Step("1", 0, 2, OperationStatus.Failed);
        Step("2", 2, 5);

        Plan(new DurableError(type, Down.ErrorMessage)).Forgotten.Select(static id => id.ToString())
            .Should().Equal(isForgotten ? ["1"] : []);
    }

    [Test]
    public void Of_RaceBehindAFailure_IsNoGoingOn()
    {
        Step("1", 0, 1, OperationStatus.Failed);
        Add("2", OperationType.Step, OperationSubTypes.WhenAny, 2, 2, OperationStatus.Succeeded);

        Forgotten().Should().Equal("1");
    }

    [Test]
    public void Of_NestedFailure_OpensAllAboveAndKeepsWhatSucceeded()
    {
        Context("1", 0, 9, OperationStatus.Failed);
        Step("1-1", 1, 2);
        Context("1-2", 3, 8, OperationStatus.Failed);
        Step("1-2-1", 4, 5, OperationStatus.Failed);
        Context("2", 0, 7);
        Step("2-1", 0, 6, OperationStatus.Failed);

        Reopened().Should().BeEquivalentTo("1", "1-2");
        Forgotten().Should().Equal("1-2-1");
    }

    [Test]
    public void Of_Scope_RunsAllFailedBranchesAnewWhateverBeganLater()
    {
        Context("1", 0, 9, OperationStatus.Failed, OperationSubTypes.Parallel);
        Branch("1-1", 1, 2, OperationStatus.Failed);
        Branch("1-2", 3, 4);
        Branch("1-3", 5, 6, OperationStatus.Failed);
        Context("1-4", 7, null, OperationStatus.Started, OperationSubTypes.ParallelBranch);
        Step("1-4-1", 8, 8, OperationStatus.Failed);
        Add("1-t", OperationType.Wait, OperationSubTypes.Wait, 0, 9, OperationStatus.Succeeded);

        Reopened().Should().BeEquivalentTo("1", "1-1", "1-3");
        Forgotten().Should().BeEquivalentTo("1-4-1", "1-t");
    }

    [Test]
    public void Of_ScopeThatUndidItsBranches_ForgetsItWholeWithItsCompensations()
    {
        Context("1", 0, 9, OperationStatus.Failed, OperationSubTypes.Parallel);
        Branch("1-1", 1, 2);
        Branch("1-2", 1, 3, OperationStatus.Failed);
        Context("1-c", 4, 5);

        Forgotten().Should().BeEquivalentTo("1", "1-c");
        Reopened().Should().BeEmpty();
    }

    [Test]
    public void Of_ScopeThatToleratedFailures_KeepsItAsItIs()
    {
        Context("1", 0, 5, subType: OperationSubTypes.Map);
        Branch("1-1", 1, 2, OperationStatus.Failed);
        Step("2", 6, 7, OperationStatus.Failed);

        Forgotten().Should().Equal("2");
        Reopened().Should().BeEmpty();
    }

    [TestCase("""{"CompletionReason":"FAILURE_TOLERANCE_EXCEEDED","Failed":true,"Units":[],"Digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""", true)]
    [TestCase("""{"CompletionReason":"ALL_COMPLETED","MinimumMet":false,"Units":[],"Digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""", true)]
    [TestCase("""{"CompletionReason":"ALL_COMPLETED","Units":[],"Digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""", false)]
    [TestCase("""{"all":[],"completionReason":"FAILURE_TOLERANCE_EXCEEDED"}""", true)]
    [TestCase("""{"all":[],"completionReason":"ALL_COMPLETED"}""", false)]
    [TestCase("""{"completionReason":7}""", false)]
    [TestCase("[", false)]
    [TestCase("7", false)]
    [TestCase(null, false)]
    public void Of_ScopeOnRecordAsSucceeded_GoesByItsVerdict(string? summary, bool isReopened)
    {
        Context("1", 0, 5, subType: OperationSubTypes.Map);
        _entries[0] = _entries[0] with { Record = _entries[0].Record with { Payload = summary } };
        Branch("1-1", 1, 2, OperationStatus.Failed);

        Reopened().Should().Equal(isReopened ? ["1", "1-1"] : []);
    }

    [Test]
    public void Of_FlatContext_LooksAtItsOwnOperations()
    {
        // 1 is on no record of its own.
        Step("1-1", 0, 1, OperationStatus.Failed);
        Step("1-2", 2, 3);
        Step("1-3", 4, 5, OperationStatus.Failed);
        Step("2", 1, 6);

        Forgotten().Should().Equal("1-3");
    }

    [Test]
    public void Of_WhatBeganInAFlatContext_IsAGoingOn()
    {
        Step("1", 0, 1, OperationStatus.Failed);
        Step("2-1", 2, 3);

        Forgotten().Should().BeEmpty();
    }

    [TestCase(OperationType.Callback, OperationStatus.TimedOut)]
    [TestCase(OperationType.Callback, OperationStatus.Failed)]
    [TestCase(OperationType.Step, OperationStatus.Failed)]
    public void Of_OperationThatEndedBadly_ForgetsIt(OperationType type, OperationStatus status)
    {
        Add("1", type, subType: null, 0, 1, status);

        Forgotten().Should().Equal("1");
    }

    [TestCase(OperationStatus.Failed)]
    [TestCase(OperationStatus.TimedOut)]
    [TestCase(OperationStatus.Stopped)]
    public void Of_Invoke_OpensItSoThatItsExecutionGoesOn(OperationStatus status)
    {
        Add("1", OperationType.ChainedInvoke, OperationSubTypes.ChainedInvoke, 0, 1, status);

        Reopened().Should().Equal("1");
        Forgotten().Should().BeEmpty();
    }

    [Test]
    public void Of_WaitForCallback_ForgetsItWholeSoThatItsSubmitterRunsAgain()
    {
        Context("1", 0, 5, OperationStatus.Failed, OperationSubTypes.WaitForCallback);
        Add("1-1", OperationType.Callback, OperationSubTypes.Callback, 1, 4, OperationStatus.TimedOut);
        Step("1-2", 1, 2);

        Forgotten().Should().Equal("1");
        Reopened().Should().BeEmpty();
    }

    [Test]
    public void Of_RetriedBlock_GoesOnInItsLastAttempt()
    {
        Context("1", 0, 9, OperationStatus.Failed, OperationSubTypes.WithRetry);
        Context("1-1", 0, 2, OperationStatus.Failed);
        Step("1-1-1", 1, 2, OperationStatus.Failed);
        Add("1-2", OperationType.Wait, OperationSubTypes.Wait, 3, 5, OperationStatus.Succeeded);
        Context("1-3", 6, 8, OperationStatus.Failed);
        Step("1-3-1", 6, 7, OperationStatus.Failed);

        Reopened().Should().BeEquivalentTo("1", "1-3");
        Forgotten().Should().Equal("1-3-1");
    }

    [Test]
    public void Of_StoppedInTheMiddle_KeepsWhatIsOpen()
    {
        Context("1", 0, null, OperationStatus.Started);
        Step("1-1", 0, 1);
        Add("1-2", OperationType.Wait, OperationSubTypes.Wait, 2, null, OperationStatus.Started);
        Add("2", OperationType.Step, OperationSubTypes.Step, 0, null, OperationStatus.Pending);

        Forgotten().Should().BeEmpty();
        Reopened().Should().BeEmpty();
    }

    [Test]
    public void Of_VeryDeepNesting_IsReadToItsEnd()
    {
        const int Depth = 5_000;
        OperationId? above = null;
        for (var depth = 0; depth < Depth; depth++)
        {
            above = new OperationId(above, 1);
            _entries.Add(Entry(above, OperationType.Context, null, 0, 1, OperationStatus.Failed));
        }

        Reopened().Should().HaveCount(Depth);
    }

    private RetryPlan Plan(DurableError? error = null) => RetryPlan.Of(_entries, error ?? Down);

    private IEnumerable<string> Forgotten() => Plan().Forgotten.Select(static id => id.ToString());

    private IEnumerable<string> Reopened() => Plan().Reopened.Select(static id => id.ToString());

    private void Step(string id, int start, int? end, OperationStatus status = OperationStatus.Succeeded) =>
        Add(id, OperationType.Step, OperationSubTypes.Step, start, end, status);

    private void Context(string id, int start, int? end, OperationStatus status = OperationStatus.Succeeded, string? subType = OperationSubTypes.ChildContext) =>
        Add(id, OperationType.Context, subType, start, end, status);

    private void Branch(string id, int start, int? end, OperationStatus status = OperationStatus.Succeeded) =>
        Context(id, start, end, status, OperationSubTypes.ParallelBranch);

    private void Add(string text, OperationType type, string? subType, int start, int? end, OperationStatus status)
    {
        OperationId.TryParse(text, out var id).Should().BeTrue();
        _entries.Add(Entry(id!, type, subType, start, end, status));
    }

    private static HistoryEntry Entry(OperationId id, OperationType type, string? subType, int start, int? end, OperationStatus status) => new(
        id,
        id.Parent,
        new OperationRecord
        {
            Type = type,
            SubType = subType,
            Status = status,
            StartTimestamp = Begin.AddMilliseconds(start),
            EndTimestamp = end is { } ended ? Begin.AddMilliseconds(ended) : null,
            Error = status == OperationStatus.Failed ? Down : null,
        });
}
