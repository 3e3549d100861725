using DurableParallel;
using DurableParallel.Lambda;

// A process of a function whose step ends it. The file gets a line whenever the step runs. By default the step is in a
// child and ends the process the first time; "once" and "again" run it at most once, without a retry and with one.
// "checks" is another function, with a scope and a wait, whose process stays.
var marker = args[0];
var kind = args.Length > 1 ? args[1] : "child";
await DurableLambda.RunAsync(DurableFunction.Create(context => kind switch
{
    "once" => context.StepAsync("at_most_once_flaky_step", Die, new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.None }),
    "again" => context.StepAsync(
        "at_most_once_flaky_step",
        Die,
        new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(1)) }),
    "checks" => CheckAsync(context),
    _ => context.RunInChildContextAsync("child", child => child.StepAsync("die", Die)),
}));

static async Task<string> CheckAsync(DurableContext context)
{
    var (rules, stock) = await context.ParallelAsync("checks", p => (
        p.Branch("rules", b => b.StepAsync("read", static () => Task.FromResult(2))),
        p.Branch("stock", b => b.StepAsync("count", static () => Task.FromResult(3)))));
    await context.WaitAsync("cooling-off", TimeSpan.FromSeconds(1));
    return await context.StepAsync("decide", () => Task.FromResult($"{rules.Result + stock.Result} checked"));
}

string Die()
{
    var isFirst = !File.Exists(marker);
    File.AppendAllText(marker, "runs\n");
    if (isFirst)
    {
        Environment.Exit(3);
    }

    return "alive";
}
