using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Engine;
using DurableParallel.Engine.Probe;

namespace DurableParallel.Benchmarks.Sequences;

/// <summary>Many hello sequences on an engine of their own.</summary>
internal static class HelloRun
{
    public const string FunctionName = "hello";

    /// <param name="order">The numbers of the executions as they arrive.</param>
    /// <param name="maxActive">See <see cref="DurableEngineOptions.MaxActive"/>.</param>
    /// <param name="inFlight">How many are started before the first of them has ended.</param>
    public static async Task<Sample> TakeAsync(int[] order, int maxActive, int inFlight)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync(options => options with { MaxActive = maxActive });
        engine.Register(FunctionName, DurableFunction.Create(HelloSequence.DurableAsync));
        return await Sample.TakeAsync(() => inFlight < order.Length ? RunInTurnAsync(engine, order, inFlight) : Task.WhenAll(order.Select(number => RunOneAsync(engine, number))));
    }

    public static string NameOf(int number) => $"hello-{number}";

    private static Task RunInTurnAsync(DurableEngine engine, int[] order, int inFlight)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < order.Length; i = Interlocked.Increment(ref next))
            {
                await RunOneAsync(engine, order[i]);
            }
        }));
    }

    private static async Task RunOneAsync(DurableEngine engine, int number)
    {
        var execution = await engine.StartWithPayloadAsync(FunctionName, NameOf(number), inputPayload: null);
        HelloSequence.Check(await execution.GetResultAsync<string[]>());
    }
}
