using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>Schedules: what they start and when, and what changes them.</summary>
internal static class ScheduleEndpoints
{
    private const int TimesShown = 5;
    private static readonly EmptyBody Done = new();

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("schedules", "ListSchedules", "All schedules.", QueryRules.None, ListAsync);
        routes.Get("schedules/{name}", "GetSchedule", "One schedule.", QueryRules.None, GetAsync);
        routes.Act<ScheduleBody, ScheduleItem>("POST", "schedules", "CreateSchedule", "Creates a schedule.", QueryRules.None, CreateAsync);
        routes.Act<ScheduleBody, ScheduleItem>("PUT", "schedules/{name}", "ChangeSchedule", "Gives a schedule another spec.", QueryRules.None, ChangeAsync);
        routes.Act<EmptyBody, EmptyBody>("DELETE", "schedules/{name}", "DeleteSchedule", "Deletes a schedule.", QueryRules.None, DeleteAsync);
        routes.Act<PauseBody, EmptyBody>("POST", "schedules/{name}/pause", "PauseSchedule", "Lets a schedule start nothing until it is resumed.", QueryRules.None, PauseAsync);
        routes.Act<EmptyBody, EmptyBody>("POST", "schedules/{name}/resume", "ResumeSchedule", "Lets a schedule go on.", QueryRules.None, ResumeAsync);
        routes.Act<EmptyBody, StartedAnswer>("POST", "schedules/{name}/trigger", "TriggerSchedule", "Starts an execution of a schedule now.", QueryRules.None, TriggerAsync);
    }

    private static async Task<SchedulesAnswer> ListAsync(ConsoleCall call)
    {
        var all = await call.Engine.Schedules.ListAsync(call.Aborted).ConfigureAwait(false);
        return new SchedulesAnswer { Items = [.. all.Select(schedule => Of(call, schedule))] };
    }

    private static async Task<ScheduleItem> GetAsync(ConsoleCall call) => Of(call, await FindAsync(call).ConfigureAwait(false));

    private static async Task<ScheduleInfo> FindAsync(ConsoleCall call)
    {
        var name = call.Name();
        return await call.Engine.Schedules.FindAsync(name, call.Aborted).ConfigureAwait(false) ?? throw NoSchedule(name);
    }

    private static async Task<ScheduleItem> CreateAsync(ConsoleCall call, ScheduleBody body)
    {
        var name = body.Name ?? throw ApiRefusal.BadRequest("A schedule that is created needs a name.");
        call.Target = $"name '{name}'";
        return Of(call, await call.Engine.Schedules.CreateAsync(name, SpecOf(body, onto: null), call.Aborted).ConfigureAwait(false));
    }

    private static async Task<ScheduleItem> ChangeAsync(ConsoleCall call, ScheduleBody body)
    {
        var schedule = await FindAsync(call).ConfigureAwait(false);
        return Of(call, await call.Engine.Schedules.ChangeAsync(schedule.Name, SpecOf(body, schedule.Spec), call.Aborted).ConfigureAwait(false));
    }

    private static async Task<EmptyBody> DeleteAsync(ConsoleCall call, EmptyBody body)
    {
        var name = call.Name();
        return await call.Engine.Schedules.DeleteAsync(name, call.Aborted).ConfigureAwait(false) ? Done : throw NoSchedule(name);
    }

    private static async Task<EmptyBody> PauseAsync(ConsoleCall call, PauseBody body)
    {
        await call.Engine.Schedules.PauseAsync(call.Name(), body.Note, call.Aborted).ConfigureAwait(false);
        return Done;
    }

    private static async Task<EmptyBody> ResumeAsync(ConsoleCall call, EmptyBody body)
    {
        await call.Engine.Schedules.ResumeAsync(call.Name(), call.Aborted).ConfigureAwait(false);
        return body;
    }

    private static async Task<StartedAnswer> TriggerAsync(ConsoleCall call, EmptyBody body)
    {
        var execution = await call.Engine.Schedules.TriggerAsync(call.Name(), call.Aborted).ConfigureAwait(false);
        return new StartedAnswer { Name = execution.Name, Arn = execution.Arn };
    }

    // What a person does not change is kept, as are tags and a time limit, which the page does not show.
    private static ScheduleSpec SpecOf(ScheduleBody body, ScheduleSpec? onto)
    {
        var plain = onto ?? new ScheduleSpec { FunctionName = body.Function };
        return plain with
        {
            FunctionName = body.Function,
            Cron = body.Cron,
            TimeZone = body.TimeZone ?? "UTC",
            Interval = body.IntervalMs is { } interval ? Time(interval, "intervalMs") : null,
            Overlap = body.Overlap is null ? default : Overlap(body.Overlap),
            CatchUpWindow = body.CatchUpWindowMs is { } window ? Time(window, "catchUpWindowMs") : plain.CatchUpWindow,
            Jitter = body.JitterMs is { } jitter ? Time(jitter, "jitterMs") : plain.Jitter,
            InputPayload = body.Input ?? plain.InputPayload,
        };
    }

    private static TimeSpan Time(long milliseconds, string name) => milliseconds is >= 0 and < 366L * 24 * 3600 * 1000 + 1
        ? TimeSpan.FromMilliseconds(milliseconds)
        : throw ApiRefusal.BadRequest($"{name} must be from 0 to 31622400000 (366 days); found {milliseconds}.");

    private static ScheduleOverlap Overlap(string text) => Array.IndexOf(Enum.GetNames<ScheduleOverlap>(), text) is >= 0 and var index
        ? Enum.GetValues<ScheduleOverlap>()[index]
        : throw ApiRefusal.BadRequest($"overlap must be one of {string.Join(", ", Enum.GetNames<ScheduleOverlap>())}; found '{ApiRefusal.Shown(text)}'.");

    private static ScheduleItem Of(ConsoleCall call, ScheduleInfo schedule)
    {
        var spec = schedule.Spec;
        var owner = new PayloadOwner(schedule.Name, spec.FunctionName);
        return new ScheduleItem
        {
            Name = schedule.Name,
            Function = spec.FunctionName,
            Cron = spec.Cron,
            TimeZone = spec.Cron is null ? null : spec.TimeZone,
            IntervalMs = spec.Interval is { } interval ? (long)interval.TotalMilliseconds : null,
            Overlap = spec.Overlap.ToString(),
            CatchUpWindowMs = (long)spec.CatchUpWindow.TotalMilliseconds,
            JitterMs = (long)spec.Jitter.TotalMilliseconds,
            Paused = schedule.IsPaused,
            Note = call.Payloads.TextOf(schedule.Note, PayloadKind.Note, owner),
            Next = schedule.IsPaused ? [] : spec.NextTimes(call.Parts.Clock.GetUtcNow(), TimesShown),
            Last = schedule.LastExecutionName is { } last ? new LastStart { Execution = last } : null,
            Input = call.Payloads.Of(spec.InputPayload, PayloadKind.Input, owner, download: null),
            Declared = schedule.IsDeclared,
            Started = schedule.Started,
            Skipped = schedule.Skipped,
            LastError = call.Payloads.TextOf(schedule.LastError, PayloadKind.ErrorMessage, owner),
        };
    }

    private static ApiRefusal NoSchedule(string name) => ApiRefusal.NotFound($"There is no schedule '{ApiRefusal.Shown(name)}'.");
}
