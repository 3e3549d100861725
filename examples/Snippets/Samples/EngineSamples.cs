using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>The embedded engine, from opening to stopping.</summary>
internal static class EngineSamples
{
    public static async Task OpenAsync(Order order, CancellationToken cancellationToken)
    {
        #region EngineOpen
        await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = "orders.db" }, cancellationToken);

        engine.Register<Order, string>("ship", OperationSamples.ShipAsync);

        var execution = await engine.StartAsync("ship", $"order-{order.Id}", order, cancellationToken);
        var labels = await execution.GetResultAsync<string>(cancellationToken);
        #endregion
        Console.WriteLine(labels);
    }

    #region EngineTyped
    private static readonly DurableFunction<Order, string> Ship = DurableFunction.Create<Order, string>("ship", OperationSamples.ShipAsync);

    public static async Task<string> ShipAsync(DurableEngine engine, Order order, CancellationToken cancellationToken)
    {
        engine.Register(Ship);

        var execution = await engine.StartAsync(Ship, $"order-{order.Id}", order, cancellationToken);   // the compiler checks the input
        return await execution.GetResultAsync(cancellationToken);                                       // and knows the result
    }
    #endregion

    public static void ReportEnds(DurableEngineOptions options, DurablePlugin auditor)
    {
        #region EngineOnEnded
        options.Plugins = [auditor];                                   // of every function, before its own
        options.OnEnded = async (ended, cancellationToken) =>
        {
            if (ended.Status is ExecutionStatus.Failed or ExecutionStatus.TimedOut)
            {
                await Services.SendMailAsync("on-call", $"{ended.Execution.Name}: {ended.Error?.ErrorMessage}").WaitAsync(cancellationToken);
            }
        };
        #endregion
    }

    public static void RegisterVersions(DurableEngine engine)
    {
        #region EngineVersions
        engine.Register<Order, string>("ship", OperationSamples.ShipAsync);                   // for those that were started with it
        engine.Register<Order, string>("ship", OperationSamples.ChildrenAsync, version: 2);   // for new ones
        #endregion
    }

    public static async Task<string> FindAsync(DurableEngine engine, string name, CancellationToken cancellationToken)
    {
        #region EngineResult
        if (await engine.FindAsync(name, cancellationToken) is not { } execution)
        {
            return "unknown";
        }

        try
        {
            return await execution.GetResultAsync<string>(cancellationToken);
        }
        catch (ExecutionFailedException failed)
        {
            return $"{failed.Status}: {failed.Error.ErrorMessage}";
        }
        #endregion
    }

    public static async Task PrintHistoryAsync(ExecutionHandle execution)
    {
        #region EngineHistory
        foreach (var e in await execution.GetHistoryAsync())
        {
            Console.WriteLine($"{e.EventId,4} {e.EventTimestamp:u} {e.EventType} {e.Name}");
        }
        #endregion
    }

    public static async Task UnblockAsync(DurableEngine engine)
    {
        #region EngineBlocked
        foreach (var blocked in await engine.ListBlockedAsync())
        {
            Console.WriteLine($"{blocked.Name} ({blocked.FunctionName} {blocked.Version}): {blocked.Reason}, {blocked.Message}");
            if (blocked.Reason == BlockedReason.Poison)
            {
                await engine.UnblockAsync(blocked.Name);
            }
        }
        #endregion
    }

    public static async Task StopAsync(DurableEngine engine)
    {
        #region EngineStop
        await engine.StopAsync(timeout: TimeSpan.FromSeconds(30));
        #endregion
    }

    public static void Report(DurableEngine engine)
    {
        #region EngineRecovery
        var found = engine.Recovery;
        Console.WriteLine(
            found.WasStoppedCleanly
                ? $"Executions that go on: {found.ExecutionsResumed}"
                : $"Executions that go on after a crash: {found.ExecutionsResumed}; bytes that were cut: {found.TornBytesCut}");
        #endregion
    }
}
