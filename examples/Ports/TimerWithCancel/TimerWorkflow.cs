namespace DurableParallel.Ports.TimerWithCancel;

/// <summary>
/// A long timer that is canceled from outside, and whose code cleans up. After the sample Cancellation of Temporal's samples, whose
/// workflow sleeps, catches the cancellation, and runs its cleanup in a scope of its own that is not canceled; and after the monitor
/// pattern of Azure's Durable Functions, whose timer needs a token source and an event for it. Here a finally block is enough.
/// </summary>
internal static class TimerWorkflow
{
    public static async Task<string> RunAsync(DurableContext ctx, Booking booking)
    {
        try
        {
            await ctx.WaitAsync("until the stay", booking.TimeToStay);
            return $"{booking.Guest} has arrived";
        }
        finally
        {
            await ctx.StepAsync("release-room", () => Console.WriteLine($"the room of {booking.Guest} is free again"));
        }
    }
}
