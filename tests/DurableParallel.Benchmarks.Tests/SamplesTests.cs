using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks.Tests;

internal sealed class SamplesTests
{
    [Test]
    public async Task TakeAsync_WithABaseline_TakesTurnsAndDropsTheFirst()
    {
        var taken = new List<string>();

        var samples = await Samples<double>.TakeAsync(new Repetitions(2, 3), () => Take("measured", 1), ("plain", () => Take("plain", 10)));

        taken.Should().Equal(Enumerable.Repeat<string[]>(["measured", "plain"], 5).SelectMany(turn => turn));
        samples.Measured(value => value).Should().Be(new Measuring.Range(7, 5, 9));
        samples.Of("plain", value => value).Should().Be(new Baseline("plain", new Measuring.Range(80, 60, 100)));

        Task<double> Take(string name, double factor)
        {
            taken.Add(name);
            return Task.FromResult(taken.Count * factor);
        }
    }
}
