using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>
/// Opens a journal with one execution that sleeps after N operations, and measures how long it takes until its code is
/// past them again; once for a scope of N branches, once for N steps in a row.
/// </summary>
internal sealed class ReplayScenario : IScenario
{
    private const string Tenth = "itself_at_a_tenth";
    private const string Hundredth = "itself_at_a_hundredth";

    // The branch itself, and its step.
    private const int OperationsOfABranch = 2;

    private static readonly TimeSpan Asleep = TimeSpan.FromDays(30);

    private TaskCompletionSource _passed = new();

    public string Name => "replay";

    public string Description => "cold replay of N finished operations; beside a tenth and a hundredth of them";

    public int StandardCount => 100_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        await MeasureAsync(report, "steps", count, 1, StepsAsync, arguments.Repetitions);
        await MeasureAsync(report, "scope", count, OperationsOfABranch, ScopeAsync, arguments.Repetitions);
        report.Finish();
    }

    private async Task MeasureAsync(Report report, string form, int n, int operations, Func<DurableContext, int, Task<int>> function, Repetitions repetitions)
    {
        var (tenth, hundredth) = (Math.Max(1, n / 10), Math.Max(1, n / 100));
        using var all = await FillAsync(n, function);
        using var some = await FillAsync(tenth, function);
        using var few = await FillAsync(hundredth, function);
        var samples = await Samples<Replayed>.TakeAsync(
            repetitions,
            () => ReopenAsync(all, n, operations, function),
            (Tenth, () => ReopenAsync(some, tenth, operations, function)),
            (Hundredth, () => ReopenAsync(few, hundredth, operations, function)));
        report.Header(operations == 1 ? $"replay of {n:N0} operations: {form}" : $"replay of {n:N0} branches of one step, {operations * n:N0} operations: {form}");
        report.Add(n, $"{form}_us_per_operation", samples.Measured(Wall), goal: Goal.AtMost(2, 1.2));
        report.Add(n, $"{form}_growth_us_per_operation", samples.Measured(Wall), samples.Of(Tenth, Wall), Goal.RatioAtMost(1.5, 1.2));
        report.Add(n, $"{form}_growth_us_per_operation", samples.Measured(Wall), samples.Of(Hundredth, Wall));
        report.Add(n, $"{form}_cpu_us_per_operation", samples.Measured(r => r.Sample.Cpu.TotalMicroseconds / r.Operations));
        if (operations > 1)
        {
            report.Add(n, $"{form}_us_per_branch", samples.Measured(r => Wall(r) * operations));
            report.Add(n, $"{form}_allocated_bytes_per_branch", samples.Measured(r => Bytes(r) * operations));
        }

        report.Add(n, $"{form}_allocated_bytes_per_operation", samples.Measured(Bytes), samples.Of(Tenth, Bytes), Goal.AtMost(512, 256));
    }

    private static double Wall(Replayed replayed) => replayed.Sample.Wall.TotalMicroseconds / replayed.Operations;

    private static double Bytes(Replayed replayed) => (double)replayed.Sample.AllocatedBytes / replayed.Operations;

    private async Task<TemporaryJournal> FillAsync(int n, Func<DurableContext, int, Task<int>> function)
    {
        var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync();
        _passed = new TaskCompletionSource();
        engine.Register("replay", function);
        await engine.StartAsync("replay", "sleeper", n);
        await _passed.Task;
        while (!engine.IsQuiet)
        {
            await Task.Delay(1);
        }

        return journal;
    }

    private async Task<Replayed> ReopenAsync(TemporaryJournal journal, int n, int operations, Func<DurableContext, int, Task<int>> function)
    {
        _passed = new TaskCompletionSource();
        await using var engine = await journal.OpenAsync();
        return new Replayed(n * operations, await Sample.TakeAsync(async () =>
        {
            engine.Register("replay", function);
            await _passed.Task;
        }));
    }

    private async Task<int> StepsAsync(DurableContext ctx, int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            var value = i;
            sum += await ctx.StepAsync("work", () => value) & 1;
        }

        _passed.TrySetResult();
        await ctx.WaitAsync(Asleep);
        return sum;
    }

    private async Task<int> ScopeAsync(DurableContext ctx, int count)
    {
        var succeeded = await FanOut.DurableAsync(ctx, count, 0);
        _passed.TrySetResult();
        await ctx.WaitAsync(Asleep);
        return succeeded;
    }

    private readonly record struct Replayed(int Operations, Sample Sample);
}
