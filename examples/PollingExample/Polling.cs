namespace DurableParallel.Examples;

/// <summary>Waits for a job, at most so often.</summary>
internal static class Polling
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task<string> PatientAsync(DurableContext ctx, string id)
    {
        var job = await DoneAsync(ctx, id, maxAttempts: 10);
        return $"{job.Id} is done; seen at {string.Join(", ", job.Seen.Select(percent => $"{percent} %"))}";
    }

    /// <summary>No check is left: the wait fails, and has what was seen last.</summary>
    public static async Task<string> ImpatientAsync(DurableContext ctx, string id)
    {
        try
        {
            var job = await DoneAsync(ctx, id, maxAttempts: 2);
            return $"{job.Id} is done";
        }
        catch (WaitForConditionFailedException failed)
        {
            return $"given up: {failed.Message} Last state: {failed.LastState}";
        }
    }

    private static async Task<Job> DoneAsync(DurableContext ctx, string id, int maxAttempts) => await ctx.WaitForConditionAsync(
        "done",
        async (job, _) => job.Ask(),
        new WaitForConditionConfig<Job>
        {
            InitialState = new Job(id, 0, []),
            Strategy = WaitStrategy<Job>.Fixed(until: job => job.Percent == 100, Pause, maxAttempts),
        });
}
