using DurableParallel;
using DurableParallel.Lambda;

// A process of a function whose step ends it. The file gets a line whenever the step runs. By default the step is in a
// child and ends the process the first time; "once" and "again" run it at most once, without a retry and with one.
var marker = args[0];
var kind = args.Length > 1 ? args[1] : "child";
await DurableLambda.RunAsync(DurableFunction.Create(context => kind switch
{
    "once" => context.StepAsync("at_most_once_flaky_step", Die, new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.None }),
    "again" => context.StepAsync(
        "at_most_once_flaky_step",
        Die,
        new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(1)) }),
    _ => context.RunInChildContextAsync("child", child => child.StepAsync("die", Die)),
}));

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
