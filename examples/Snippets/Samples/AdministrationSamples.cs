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
