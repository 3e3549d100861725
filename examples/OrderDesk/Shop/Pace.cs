namespace DurableParallel.OrderDesk.Shop;

/// <summary>How fast the shop's time passes, so that a look takes a minute and a test a second.</summary>
/// <param name="Factor">1 is the speed to look at; 0.01 is a hundred times as fast.</param>
internal sealed record Pace(double Factor)
{
    public TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds * Factor);

    /// <summary>Takes up to so long, as calls of other services do.</summary>
    public Task WorkAsync(double seconds, CancellationToken cancellationToken) =>
        Task.Delay(Seconds(seconds * (0.2 + (0.8 * Random.Shared.NextDouble()))), cancellationToken);
}
