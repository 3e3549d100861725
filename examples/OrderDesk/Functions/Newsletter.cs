using DurableParallel.Engine;
using DurableParallel.OrderDesk.Shop;

namespace DurableParallel.OrderDesk.Functions;

/// <summary>
/// A function whose code is changed while it runs: once the switch is on, it asks for something else than what is on record.
/// An execution that comes back then is blocked. Turning the switch off and unblocking it mends it.
/// </summary>
internal sealed class Newsletter(NewsletterSwitch @switch, Pace pace) : IDurableFunctionWithoutInput<string>
{
    public const string Name = "newsletter";

    public async Task<string> RunAsync(DurableContext context)
    {
        var readers = @switch.IsOn
            ? await context.InvokeAsync<int, int>("count", "reader-service", 1)
            : await context.StepAsync("collect readers", static () => 3);
        await context.WaitAsync("until noon", pace.Seconds(15));
        return await context.StepAsync("send", () => $"sent to {readers} readers");
    }
}
