using DurableParallel.Engine;

namespace DurableParallel.Snippets.Samples;

/// <summary>Retrying and forking.</summary>
internal static class RunningAgainSamples
{
    public static async Task<string> RetryAsync(DurableEngine engine, CancellationToken cancellationToken)
    {
        #region RetryOne
        var execution = await engine.RetryAsync("order-7", cancellationToken);
        return await execution.GetResultAsync<string>(cancellationToken);
        #endregion
    }

    public static async Task RetryManyAsync(DurableEngine engine, DateTimeOffset outage, CancellationToken cancellationToken)
    {
        #region RetryMany
        var retried = await engine.RetryManyAsync(
            new ExecutionQuery { FunctionName = "ship", Statuses = [ExecutionStatus.Failed], StartedAfter = outage },
            cancellationToken);
        Console.WriteLine($"{retried} executions go on");
        #endregion
    }

    public static async Task<string> ForkAsync(DurableEngine engine, CancellationToken cancellationToken)
    {
        #region ForkOne
        var options = new ForkOptions { ExecutionName = "order-7-again" }.WithResult("reserve", "seat 12");
        var fork = await engine.ForkAsync("order-7", at: "pay", options, cancellationToken);
        return await fork.GetResultAsync<string>(cancellationToken);
        #endregion
    }

    public static async Task ForkManyAsync(DurableEngine engine, CancellationToken cancellationToken)
    {
        #region ForkMany
        var forked = await engine.ForkManyAsync(
            new ExecutionQuery { FunctionName = "ship", NamePrefix = "order-" },
            at: "pay",
            static source => new ForkOptions { ExecutionName = $"{source.Name}-again" },
            cancellationToken);
        Console.WriteLine($"{forked} executions pay again");
        #endregion
    }
}
