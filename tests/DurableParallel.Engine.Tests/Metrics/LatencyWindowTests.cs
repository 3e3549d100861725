using DurableParallel.Engine.Metrics;

namespace DurableParallel.Engine.Tests.Metrics;

[TestFixture]
internal sealed class LatencyWindowTests
{
    [Test]
    public void Read_Nothing_IsNothing() => new LatencyWindow().Read(0).Count.Should().Be(0);

    [Test]
    public void Read_DurationsOfAllSizes_AreKnownToASixteenth([Values(0, 1, 7, 8, 9, 100, 1_000, 65_535, 1L << 40, long.MaxValue >> 4)] long duration)
    {
        var window = new LatencyWindow();

        window.Record(1_000_000, duration);

        var (count, median, p99) = window.Read(1_000_000);
        count.Should().Be(1);
        median.Should().BeApproximately(duration, duration / 15.9);
        p99.Should().Be(median);
    }

    [Test]
    public void Read_AHundredDurations_TellsHalfAndAllButOne()
    {
        var window = new LatencyWindow();
        for (var i = 1; i <= 100; i++)
        {
            window.Record(5, i <= 98 ? i % 7 : 1000);
        }

        var (_, median, p99) = window.Read(5);

        median.Should().Be(3);
        p99.Should().BeApproximately(1000, 63);
    }

    [Test]
    public void Read_AfterAMinute_HasForgottenAndStillTotals([Values(0, 59_000)] long begin)
    {
        var window = new LatencyWindow();
        window.Record(begin, 3);
        window.Record(begin + 40_000, 5);

        window.Read(begin + 40_000).Count.Should().Be(2);
        window.Read(begin + 80_000).Count.Should().Be(1);
        window.Read(begin + 200_000).Count.Should().Be(0);
        window.Record(begin + 200_000, 5);
        window.Read(begin + 200_000).Count.Should().Be(1);
        window.Total.Should().Be(3);
    }

    [Test]
    public void Record_FromSeveralThreads_LosesNone()
    {
        var window = new LatencyWindow();

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                window.Record(0, i);
            }
        });

        (window.Total, window.Read(0).Count).Should().Be((80_000, 80_000));
    }
}
