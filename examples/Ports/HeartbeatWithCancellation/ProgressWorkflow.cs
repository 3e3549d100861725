namespace DurableParallel.Ports.HeartbeatWithCancellation;

/// <summary>
/// A step that reports its progress, goes on from there after a failure, and is canceled by its token. After the sample Activity
/// Heartbeating and Cancellation of Temporal's samples: an activity that sleeps, gives heartbeats and resumes from their details, and a
/// workflow that catches its cancellation. There a worker, a cancellation type and a heartbeat are needed for a cancellation to
/// reach the activity; here it reaches the step's token. The failure in between is this sample's, so that one can see it resume.
/// </summary>
internal static class ProgressWorkflow
{
    private static readonly StepConfig Config = new()
    {
        HeartbeatTimeout = TimeSpan.FromSeconds(30),
        Retry = RetryStrategy.Fixed(maxAttempts: 3, TimeSpan.FromMilliseconds(1)),
    };

    public static async Task<string> RunAsync(DurableContext ctx, int rows)
    {
        try
        {
            return $"{await ctx.StepAsync("import", step => Import.RunAsync(step, rows), Config)} rows";
        }
        catch (OperationCanceledException)
        {
            await ctx.StepAsync("clean-up", Import.CleanUp);
            throw;
        }
    }
}
