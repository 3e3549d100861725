namespace DurableParallel.Ports.Schedule;

/// <summary>What the schedule starts.</summary>
internal static class Greeting
{
    public static Task<string> RunAsync(DurableContext ctx, string name) => ctx.StepAsync("greet", () => $"Hello {name}!");
}
