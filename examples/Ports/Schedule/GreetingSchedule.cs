using DurableParallel.Engine;

namespace DurableParallel.Ports.Schedule;

/// <summary>
/// A schedule from its creation to its end. After the sample Schedules of Temporal's samples, which has a program for each of these
/// calls, and a worker and a client for them.
/// </summary>
internal static class GreetingSchedule
{
    public static async Task<string> RunAsync(DurableEngine engine)
    {
        var spec = ScheduleSpec.OfCron("greeting", "0 9 * * MON-FRI", "Europe/Berlin") with { Overlap = ScheduleOverlap.BufferOne };
        await engine.Schedules.CreateAsync("greet", spec, "schedule");
        await engine.Schedules.PauseAsync("greet", "on holiday");
        var execution = await engine.Schedules.TriggerAsync("greet");
        var greeting = await execution.GetResultAsync<string>();
        await engine.Schedules.ChangeAsync("greet", spec with { Cron = null, Interval = TimeSpan.FromDays(1) });
        await engine.Schedules.ResumeAsync("greet");
        var started = (await engine.Schedules.FindAsync("greet"))!.Started;
        await engine.Schedules.DeleteAsync("greet");
        return $"{greeting} {started} started";
    }
}
