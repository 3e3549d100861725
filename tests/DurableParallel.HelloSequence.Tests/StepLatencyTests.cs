using DurableParallel.HelloSequence.Measuring;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.HelloSequence.Tests;

public sealed class StepLatencyTests
{
    [Test]
    public void Percentile_OfNothing_IsZero() => new StepLatency().Percentile(0.5).Should().Be(TimeSpan.Zero);

    [TestCase(0.5, 500)]
    [TestCase(0.99, 990)]
    [TestCase(1.0, 1000)]
    public void Percentile_OfEvenlySpreadTimes_IsWithinAnEighthAbove(double share, double microseconds)
    {
        var latency = new StepLatency();
        for (var i = 1; i <= 1000; i++)
        {
            latency.Add(TimeSpan.FromMicroseconds(i));
        }

        latency.Count.Should().Be(1000);
        latency.Percentile(share).TotalMicroseconds.Should().BeInRange(microseconds, microseconds * 1.13);
    }

    [Test]
    public void Add_TimesOutOfAllBounds_AreCounted()
    {
        var latency = new StepLatency();

        latency.Add(TimeSpan.MaxValue);
        latency.Add(TimeSpan.FromTicks(-1));

        latency.Count.Should().Be(2);
    }
}
