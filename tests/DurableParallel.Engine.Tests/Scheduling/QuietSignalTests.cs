using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Tests.Scheduling;

[TestFixture]
[CancelAfter(60_000)]
internal sealed class QuietSignalTests
{
    [Test]
    public void Around_Nothing_IsNothing() => QuietSignal.Around(null).Should().BeNull();

    [Test]
    public void Signal_SentUnderALock_IsCalledUnderNone()
    {
        var gate = new Lock();
        using var looked = new SemaphoreSlim(0);
        var signal = QuietSignal.Around(() =>
        {
            lock (gate)
            {
                looked.Release();
            }
        })!;

        lock (gate)
        {
            signal();
            looked.CurrentCount.Should().Be(0);
        }

        looked.Wait();
    }

    [Test]
    public void Signal_SentWhileItIsCalled_IsCalledAgain()
    {
        using var looked = new SemaphoreSlim(0);
        var calls = 0;
        Action? signal = null;
        signal = QuietSignal.Around(() =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                signal!();
            }

            looked.Release();
        });

        signal!();

        looked.Wait();
        looked.Wait();
        calls.Should().Be(2);
    }
}
