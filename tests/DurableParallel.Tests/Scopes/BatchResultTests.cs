namespace DurableParallel.Tests;

public sealed class BatchResultTests
{
    [Test]
    public void FromResults_Values_AllSucceededInOrder()
    {
        var batch = BatchResult.FromResults(["a", "b"]);

        batch.GetResults().Should().Equal("a", "b");
        batch.All.Select(item => (item.Index, item.Name, item.Status, item.Result, item.Error)).Should().Equal(
            (0, "map-item-0", BranchStatus.Succeeded, "a", null),
            (1, "map-item-1", BranchStatus.Succeeded, "b", null));
        batch.Should().BeEquivalentTo(new
        {
            CompletionReason = CompletionReason.AllCompleted,
            Status = BranchStatus.Succeeded,
            IsSuccess = true,
            MinimumMet = true,
            HasFailure = false,
            SuccessCount = 2,
            TotalCount = 2,
        });
        batch.Invoking(b => b.ThrowIfError()).Should().NotThrow();
    }

    [Test]
    public void FromResults_LazyValues_AreEnumeratedOnce()
    {
        var enumerations = 0;

        var batch = BatchResult.FromResults(Enumerable.Range(0, 1).Select(_ => ++enumerations));

        batch.GetResults().Should().Equal(1);
        batch.GetResults().Should().Equal(1);
        enumerations.Should().Be(1);
    }

    [Test]
    public void FromResults_Reason_IsKept() =>
        BatchResult.FromResults([1], CompletionReason.MinSuccessfulReached).CompletionReason.Should().Be(CompletionReason.MinSuccessfulReached);

    [Test]
    public void FromItems_ItemsOfAnyKindAndOrder_ArePartedInTheOrderOfTheirIndexes()
    {
        var batch = BatchResult.FromItems([Canceled(4), Failed(2, "second"), Succeeded(0), Skipped(3), Failed(1, "first")], CompletionReason.MinSuccessfulReached);

        batch.All.Select(item => item.Index).Should().Equal(0, 1, 2, 3, 4);
        batch.Succeeded.Select(item => item.Index).Should().Equal(0);
        batch.Failed.Select(item => item.Index).Should().Equal(1, 2);
        batch.Skipped.Select(item => item.Index).Should().Equal(3);
        batch.Canceled.Select(item => item.Index).Should().Equal(4);
        batch.GetErrors().Select(error => error.Message).Should().Equal("first", "second");
        batch.Should().BeEquivalentTo(new { SuccessCount = 1, FailureCount = 2, SkippedCount = 1, CanceledCount = 1, TotalCount = 4, HasFailure = true, IsSuccess = true });
        batch.Invoking(b => b.ThrowIfError()).Should().Throw<BranchFailedException>().WithMessage("first");
    }

    [Test]
    public void FromItems_ToleranceExceeded_IsNoSuccess() =>
        BatchResult.FromItems([Failed(0, "only")], CompletionReason.FailureToleranceExceeded).IsSuccess.Should().BeFalse();

    [Test]
    public void FromItems_FailedWithoutAnError_IsRefused() =>
        FluentActions.Invoking(() => BatchResult.FromItems([new Item(0, BranchStatus.Failed)], CompletionReason.AllCompleted)).Should().Throw<ArgumentException>();

    [Test]
    public void FromItems_Null_IsRefused() =>
        FluentActions.Invoking(() => BatchResult.FromItems<string>([null!], CompletionReason.AllCompleted)).Should().Throw<ArgumentException>();

    [Test]
    public void FromItems_SameIndexTwice_IsRefused() =>
        FluentActions.Invoking(() => BatchResult.FromItems([Succeeded(1), Skipped(1)], CompletionReason.AllCompleted)).Should().Throw<ArgumentException>().WithMessage("*index 1*");

    private static Item Succeeded(int index) => new(index, BranchStatus.Succeeded, "value");

    private static Item Failed(int index, string message) =>
        new(index, BranchStatus.Failed, null, BranchFailedException.For(new BranchOutcome(index, "failed", BranchStatus.Failed, new DurableError("T", message)), path: null));

    private static Item Skipped(int index) => new(index, BranchStatus.Skipped);

    private static Item Canceled(int index) => new(index, BranchStatus.Canceled);

    private sealed record Item(int Index, BranchStatus Status, string? Result = null, OperationFailedException? Error = null) : IBatchItem<string>
    {
        public string Name => $"item-{Index}";
    }
}
