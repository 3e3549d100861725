namespace DurableParallel.Engine.Probe;

/// <summary>Hello sequences that mark every step whose await has returned, and count the bodies that run although theirs is marked.</summary>
/// <param name="acknowledged">The marks, also those of processes before.</param>
/// <param name="half">After how many steps <see cref="Half"/> comes; 0 for never.</param>
/// <param name="isHeld">Whether the last step of a few executions does not end, so that the process is not done before it is killed.</param>
internal sealed class MarkedSequences(StepMarks acknowledged, int half = 0, bool isHeld = false)
{
    public const string FunctionName = "hello";

    private const int Held = 100;

    private readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _bodies;
    private int _marked;
    private int _repeated;

    public Task Half => _half.Task;

    /// <summary>How many bodies ran in this process.</summary>
    public int Bodies => Volatile.Read(ref _bodies);

    /// <summary>How many bodies ran of steps that were acknowledged before.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    public static string NameOf(int number) => $"hello-{number}";

    public static IEnumerable<StartRequest> Requests(int count) =>
        Enumerable.Range(0, count).Select(number => StartRequest.For(FunctionName, NameOf(number), number));

    public async Task<string[]> DurableAsync(DurableContext context, int number)
    {
        var greetings = new string[HelloSequence.Steps];
        for (var step = 0; step < HelloSequence.Steps; step++)
        {
            var current = step;
            greetings[step] = await context.StepAsync("hello", () => SayAsync(number, current));
            acknowledged.Set(number, step);
            if (Interlocked.Increment(ref _marked) == half)
            {
                _half.SetResult();
            }
        }

        return greetings;
    }

    private async Task<string> SayAsync(int number, int step)
    {
        Interlocked.Increment(ref _bodies);
        if (acknowledged.IsSet(number, step))
        {
            Interlocked.Increment(ref _repeated);
        }

        if (isHeld && number < Held && step == HelloSequence.Steps - 1)
        {
            await Task.Delay(Timeout.Infinite);
        }

        return await HelloSequence.SayAsync(HelloSequence.Greetings[step]);
    }
}
