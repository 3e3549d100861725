using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Tags, custom statuses, and trees of operations.</summary>
internal static class LookingSamples
{
    public static async Task HandleAsync(DurableEngine engine)
    {
        #region LookHandle
        var execution = await engine.FindAsync("order-7") ?? throw new InvalidOperationException("There is no order 7.");
        Console.WriteLine(execution);       // order-7 (approve, version 1): Failed, started 2026-03-01T12:00:00.000Z, 3.25 s
        var order = await execution.GetInputAsync<Order>();
        var error = await execution.GetErrorAsync();
        #endregion
        Console.WriteLine($"{order} {error}");
    }

    public static async Task TreeAsync(ExecutionHandle execution)
    {
        #region LookTree
        var tree = await execution.GetTreeAsync();
        Console.WriteLine(tree);
        var rules = tree.Find("checks/validate/rules");
        foreach (var waiting in tree.All.Where(operation => operation is { IsOpen: true, DueTimestamp: not null }))
        {
            Console.WriteLine($"{waiting.Path}: {waiting.Attempts} attempts so far, goes on at {waiting.DueTimestamp:u}");
        }
        #endregion
        Console.WriteLine(rules);
    }

    public static async Task TagsAsync(DurableEngine engine, Order order)
    {
        #region LookTags
        await engine.StartAsync("approve", "order-7", order, new StartOptions
        {
            Tags = new Dictionary<string, string> { ["customer"] = "42", ["channel"] = "web" },
            TenantId = "acme",
        });

        var ofCustomer = new ExecutionQuery { Tags = new Dictionary<string, string> { ["customer"] = "42" } };
        var page = await engine.ListAsync(ofCustomer with { Descending = true }, pageSize: 20);
        var counts = await engine.CountByStatusAsync(ofCustomer);
        #endregion
        Console.WriteLine($"{page.Executions.Count} of {counts.Values.Sum()}");
    }

    #region LookSetStatus
    public static async Task<int> ImportAsync(DurableContext ctx, string[] files)
    {
        var rows = 0;
        for (var done = 0; done < files.Length; done++)
        {
            ctx.SetStatus(new Progress(done, files.Length, files[done]));
            rows += await ctx.StepAsync("import", () => CountRowsAsync(files[done]));
        }

        ctx.SetStatus(new Progress(files.Length, files.Length, "done"));
        return rows;
    }

    public sealed record Progress(int Done, int Of, string Now);
    #endregion

    public static async Task StatusAsync(ExecutionHandle execution)
    {
        #region LookGetStatus
        var progress = await execution.GetCustomStatusAsync<Progress>();
        Console.WriteLine(progress is null ? "not begun" : $"{progress.Done} of {progress.Of}: {progress.Now}");
        #endregion
    }

    private static Task<int> CountRowsAsync(string file) => Task.FromResult(file.Length);
}
