using DurableParallel;
using DurableParallel.Lambda;

// A process of a function whose step ends it, the first time; the file says that there was one.
var marker = args[0];
await DurableLambda.RunAsync(DurableFunction.Create(context => context.RunInChildContextAsync("child", child => child.StepAsync("die", () =>
{
    if (!File.Exists(marker))
    {
        File.WriteAllText(marker, "");
        Environment.Exit(3);
    }

    return "alive";
}))));
