using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Executions that begin at a time.</summary>
internal static class StartLaterSamples
{
    public static async Task StartAsync(DurableEngine engine, Order order, DateTimeOffset opening, CancellationToken cancellationToken)
    {
        #region StartLater
        var execution = await engine.StartAsync(
            "ship",
            $"order-{order.Id}",
            order,
            new StartOptions { StartAt = opening, Timeout = TimeSpan.FromHours(2) },
            cancellationToken);
        Console.WriteLine($"{execution.Name} begins at {execution.Waiting?.DueTimestamp:t}");
        #endregion
    }

    public static async Task ListAsync(DurableEngine engine, CancellationToken cancellationToken)
    {
        #region StartLaterList
        var page = await engine.ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Running] }, cancellationToken: cancellationToken);
        foreach (var execution in page.Executions.Where(execution => execution.Waiting is not null))
        {
            Console.WriteLine($"{execution.Name} waits ({execution.Waiting!.Reason}) until {execution.Waiting.DueTimestamp:t}");
        }
        #endregion
    }
}
