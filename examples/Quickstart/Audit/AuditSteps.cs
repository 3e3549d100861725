namespace DurableParallel.Quickstart;

/// <summary>Runs the audit's steps, and notes which bodies ran in this process and which the journal answered.</summary>
internal sealed class AuditSteps(TimeSpan slow, EffectsLog effects)
{
    // A file that cannot be read now cannot be read in five seconds: it counts as a failure at once.
    private static readonly StepConfig OneAttempt = new() { Retry = RetryStrategy.None };

    private int _answered;
    private int _ran;

    /// <summary>Whether a body ran in this process, rather than the journal answering for it.</summary>
    public bool AnyRan => Volatile.Read(ref _ran) > 0;

    /// <summary>How many steps the journal answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>The steps of one file, to be asked about that file alone.</summary>
    public AuditSteps ForFile() => new(slow, effects);

    public async Task<T> RunAsync<T>(DurableContext ctx, string step, string file, Func<StepContext, Task<T>> body)
    {
        var ran = false;
        try
        {
            var result = await ctx.StepAsync(step, RunBodyAsync, OneAttempt);
            Note();
            return result;
        }
        catch (StepFailedException)
        {
            Note();
            throw;
        }

        async Task<T> RunBodyAsync(StepContext context)
        {
            ran = true;
            Interlocked.Increment(ref _ran);
            effects.Started(ctx.ExecutionName, step, file);
            await Task.Delay(slow, TimeProvider.System, context.CancellationToken);
            return await body(context);
        }

        // An awaiter goes on only once the host has acknowledged the checkpoint.
        void Note()
        {
            if (ran)
            {
                effects.Acknowledged(ctx.ExecutionName, step, file);
            }
            else
            {
                Interlocked.Increment(ref _answered);
            }
        }
    }
}
