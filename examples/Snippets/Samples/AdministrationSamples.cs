using DurableParallel.Engine;

namespace DurableParallel.Snippets.Samples;

/// <summary>Listing, counting and purging.</summary>
internal static class AdministrationSamples
{
    public static async Task ListAsync(DurableEngine engine)
    {
        #region AdminList
        var query = new ExecutionQuery { FunctionName = "ship", Statuses = [ExecutionStatus.Failed], Descending = true };
        string? token = null;
        do
        {
            var page = await engine.ListAsync(query, pageSize: 100, token);
            foreach (var execution in page.Executions)
            {
                Console.WriteLine($"{execution.Name} {execution.Status} {execution.StartTimestamp:u}");
            }

            token = page.ContinuationToken;
        }
        while (token is not null);
        #endregion
    }

    public static async Task CountAsync(DurableEngine engine)
    {
        #region AdminCount
        var counts = await engine.CountByStatusAsync(new ExecutionQuery { NamePrefix = "order-" });
        Console.WriteLine($"{counts[ExecutionStatus.Running]} run, {counts[ExecutionStatus.Blocked]} are blocked");
        #endregion
    }

    public static async Task StatesAsync(DurableEngine engine)
    {
        #region AdminStates
        var held = await engine.CountByStateAsync();
        Console.WriteLine($"{held[ExecutionState.Retrying]} are retrying, {held[ExecutionState.WaitingForCallback]} wait for a callback");
        var retrying = await engine.ListAsync(new ExecutionQuery { States = [ExecutionState.Retrying] });
        var callbacks = await engine.ListCallbacksAsync(new CallbackQuery { FunctionName = "approve" });
        #endregion
        Console.WriteLine(retrying.Executions.Count + callbacks.Callbacks.Count);
    }

    public static async Task ReadAsync()
    {
        #region AdminReadOnly
        await using var reader = await DurableEngine.OpenReadOnlyAsync("orders.db");
        var failed = await reader.ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Failed] });
        #endregion
        Console.WriteLine(failed.Executions.Count);
    }

    public static void ReadFigures(IDurableEngine engine)
    {
        #region AdminFigures
        var figures = engine.GetFigures();
        Console.WriteLine($"{figures.Active} active, {figures.Parked} parked, {figures.Queued} queued, steps {figures.StepLatency?.P99}");
        foreach (var function in engine.ListFunctions().Where(static function => !function.IsRegistered && !function.IsServed))
        {
            Console.WriteLine($"{function.Name}, version {function.Version}, has executions and is not registered");
        }
        #endregion
    }

    public static async Task PurgeAsync(DurableEngine engine, CancellationToken cancellationToken)
    {
        #region AdminPurge
        var old = await engine.PurgeAsync(olderThan: TimeSpan.FromDays(30), cancellationToken);
        var succeeded = await engine.PurgeAsync(
            new ExecutionQuery { FunctionName = "ship", Statuses = [ExecutionStatus.Succeeded] },
            cancellationToken);
        #endregion
        Console.WriteLine(old + succeeded);
    }

    public static Task<DurableEngine> OpenAsync()
    {
        #region AdminRetention
        var options = new DurableEngineOptions { JournalPath = "orders.db", Retention = TimeSpan.FromDays(30) };
        #endregion
        return DurableEngine.OpenAsync(options);
    }
}
