using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine.Tests.Journal;

[TestFixture]
internal sealed class WriteBudgetTests
{
    [Test]
    public void TakeAsync_WhileThereIsRoom_IsTakenAtOnce()
    {
        var budget = new WriteBudget(100);

        budget.TakeAsync(60, CancellationToken.None).IsCompletedSuccessfully.Should().BeTrue();
        budget.TakeAsync(40, CancellationToken.None).IsCompletedSuccessfully.Should().BeTrue();

        budget.Bytes.Should().Be(100);
        budget.IsSpent.Should().BeTrue();
    }

    [Test]
    public async Task TakeAsync_WithoutRoom_WaitsForItsTurn()
    {
        var budget = new WriteBudget(100);
        budget.Add(90);
        var first = budget.TakeAsync(40, CancellationToken.None);
        var second = budget.TakeAsync(5, CancellationToken.None);

        first.IsCompleted.Should().BeFalse();
        second.IsCompleted.Should().BeFalse("it does not overtake");
        budget.Return(40);
        await first;
        await second;

        budget.Bytes.Should().Be(95);
    }

    [Test]
    public async Task TakeAsync_OfMoreThanTheLimit_IsTakenWhenHalfIsFree()
    {
        var budget = new WriteBudget(100);
        budget.Add(60);
        var large = budget.TakeAsync(1000, CancellationToken.None);

        large.IsCompleted.Should().BeFalse();
        budget.Return(10);
        await large;

        budget.Bytes.Should().Be(1050);
    }

    [Test]
    public async Task TakeAsync_Canceled_CountsNothingAndLetsTheNextIn()
    {
        var budget = new WriteBudget(100);
        using var source = new CancellationTokenSource();
        budget.Add(90);
        var large = budget.TakeAsync(50, source.Token);
        var small = budget.TakeAsync(10, CancellationToken.None);

        await source.CancelAsync();

        await large.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        await small;
        budget.Bytes.Should().Be(100);
        budget.WaitingCount.Should().Be(0);
    }

    [Test]
    public async Task AdmitAll_WithCallersWaiting_LetsThemInAndIsStillSpent()
    {
        var budget = new WriteBudget(100);
        budget.Add(100);
        var waiting = budget.TakeAsync(50, CancellationToken.None);

        budget.AdmitAll();
        await waiting;

        budget.IsSpent.Should().BeTrue();
        budget.Open();
        budget.IsSpent.Should().BeFalse();
    }

    [Test]
    public void Return_OnlyWhenThereIsRoomAgain_TellsOfIt()
    {
        var told = 0;
        var budget = new WriteBudget(100) { OnRoom = () => told++ };
        budget.Add(150);

        budget.Return(50);
        told.Should().Be(0);
        budget.Return(1);

        told.Should().Be(1);
    }

    [Test]
    public async Task TakeAsync_FromManyThreads_NeverExceedsTheLimitAndLosesNobody()
    {
        var budget = new WriteBudget(1000);
        long most = 0;

        await Task.WhenAll(Enumerable.Range(0, 64).Select(chain => Task.Run(async () =>
        {
            for (var round = 0; round < 500; round++)
            {
                var bytes = 1 + (((chain * 31) + round) % 400);
                await budget.TakeAsync(bytes, CancellationToken.None);
                var seen = budget.Bytes;
                for (var known = Volatile.Read(ref most); seen > known && Interlocked.CompareExchange(ref most, seen, known) != known; known = Volatile.Read(ref most))
                {
                    // Another chain has seen more or less meanwhile.
                }

                budget.Return(bytes);
            }
        })));

        most.Should().BeInRange(1, 1000);
        budget.Bytes.Should().Be(0);
        budget.WaitingCount.Should().Be(0);
    }
}
