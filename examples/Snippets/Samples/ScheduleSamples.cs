using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Snippets.Samples;

/// <summary>Executions that begin at times.</summary>
internal static class ScheduleSamples
{
    public static void Declare(IServiceCollection services)
    {
        #region ScheduleDeclare
        services.AddDurableEngine(engine =>
        {
            engine.JournalPath = "shop.db";
            engine.Schedule("nightly-report", ScheduleSpec.OfCron("report", "30 2 * * *", "Europe/Berlin"));
            engine.Schedule("stock", ScheduleSpec.Every("count-stock", TimeSpan.FromMinutes(15)) with { Jitter = TimeSpan.FromMinutes(2) });
        });
        #endregion
    }

    public static async Task CreateAsync(DurableEngine engine, Order order, CancellationToken cancellationToken)
    {
        #region ScheduleCreate
        var spec = ScheduleSpec.OfCron("remind", "0 9 * * MON-FRI", "Europe/Berlin") with
        {
            Overlap = ScheduleOverlap.BufferOne,
            CatchUpWindow = TimeSpan.FromHours(4),
        };
        var schedule = await engine.Schedules.CreateAsync($"remind-{order.Id}", spec, order, cancellationToken);
        Console.WriteLine($"The first reminder is at {schedule.NextTimestamp:u}.");
        #endregion
    }

    public static async Task ManageAsync(DurableEngine engine, CancellationToken cancellationToken)
    {
        #region ScheduleManage
        await engine.Schedules.PauseAsync("stock", "the warehouse is closed", cancellationToken);
        var execution = await engine.Schedules.TriggerAsync("stock", cancellationToken);
        await engine.Schedules.ResumeAsync("stock", cancellationToken);
        foreach (var schedule in await engine.Schedules.ListAsync(cancellationToken))
        {
            Console.WriteLine($"{schedule.Name}: {schedule.Started} started, next {schedule.NextTimestamp:u}");
        }
        #endregion
        _ = execution;
    }

    public static void Show()
    {
        #region ScheduleTimes
        var spec = ScheduleSpec.OfCron("report", "30 2 * * *", "Europe/Berlin");
        foreach (var time in spec.NextTimes(after: new DateTimeOffset(2026, 3, 27, 0, 0, 0, TimeSpan.Zero), count: 3))
        {
            Console.WriteLine(time.ToString("u"));
        }
        #endregion
    }
}
