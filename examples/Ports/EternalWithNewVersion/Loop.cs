namespace DurableParallel.Ports.EternalWithNewVersion;

/// <summary>
/// A loop for ever that takes up new code. After the sample "eternal orchestrations with a new version" of Durable Functions: there the
/// loop asks for its version in each round and branches by it. Here a run keeps its version, and the next run has the highest one.
/// </summary>
internal static class Loop
{
    /// <summary>Completes when the new code is registered, so that the sample prints the same each time.</summary>
    public static TaskCompletionSource Deployment { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<int> OldAsync(DurableContext ctx, int round)
    {
        await ctx.StepAsync("work", async () =>
        {
            Console.WriteLine($"round {round} by the old code");
            await Deployment.Task;
        });
        return ctx.ContinueAsNew<int, int>(round + 1);
    }

    /// <summary>The new code ends, so that the sample does.</summary>
    public static Task<int> NewAsync(DurableContext ctx, int round) => ctx.StepAsync("work", () => round);
}
