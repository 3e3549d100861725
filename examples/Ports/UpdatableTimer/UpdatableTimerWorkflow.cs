namespace DurableParallel.Ports.UpdatableTimer;

/// <summary>
/// A sleep whose end can be changed while it lasts. After the sample Updatable Timer of Temporal's samples: a timer, a signal that gives
/// another time, and a loop that awaits whichever comes first. Here a wait for an event with a limit is both.
/// </summary>
internal static class UpdatableTimerWorkflow
{
    public static async Task<string> RunAsync(DurableContext ctx, DateTimeOffset wakeUp)
    {
        var updates = 0;
        try
        {
            while (wakeUp > ctx.UtcNow)
            {
                wakeUp = await ctx.WaitForEventAsync<DateTimeOffset>("wake-up", wakeUp - ctx.UtcNow);
                updates++;
            }
        }
        catch (EventTimedOutException)
        {
            // It is time.
        }

        return $"woken, its time was changed: {updates}";
    }
}
