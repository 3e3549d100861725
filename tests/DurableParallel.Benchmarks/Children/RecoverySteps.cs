using DurableParallel.Engine.Probe;

namespace DurableParallel.Benchmarks.Children;

/// <summary>Five steps, of which the fourth does not end before it may: the process dies there, or all have come back there.</summary>
internal sealed class RecoverySteps(StepMarks acknowledged)
{
    public const string FunctionName = "recover";

    public const int Steps = 5;

    private const int Halt = 3;

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _bodies;
    private int _halted;
    private int _repeated;

    /// <summary>Signalled when a body runs for the first time.</summary>
    public TaskCompletionSource FirstBody { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many are in the fourth step.</summary>
    public int Halted => Volatile.Read(ref _halted);

    /// <summary>How many bodies ran of steps that were acknowledged before this process.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    public static string NameOf(int number) => $"recover-{number}";

    public void GoOn() => _gate.SetResult();

    public async Task<int> DurableAsync(DurableContext ctx, int number)
    {
        var sum = 0;
        for (var step = 0; step < Steps; step++)
        {
            var current = step;
            sum += await ctx.StepAsync("work", () => BodyAsync(number, current));
            acknowledged.Set(number, step);
        }

        return sum;
    }

    private async Task<int> BodyAsync(int number, int step)
    {
        if (Interlocked.Increment(ref _bodies) == 1)
        {
            FirstBody.SetResult();
        }

        if (acknowledged.IsSet(number, step))
        {
            Interlocked.Increment(ref _repeated);
        }

        if (step == Halt)
        {
            Interlocked.Increment(ref _halted);
            await _gate.Task;
        }
        else
        {
            await Task.Yield();
        }

        return number;
    }
}
