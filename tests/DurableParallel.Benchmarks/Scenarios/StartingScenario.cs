using System.Diagnostics;
using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine;
using DurableParallel.Engine.Probe;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>The ways of starting N hello sequences: how long until all are durable, and until all have ended.</summary>
internal sealed class StartingScenario : IScenario
{
    private const int Throttle = 200;
    private const int ChunkSize = 1000;
    private const int MostBlocked = 50;
    private const string StartMany = "start_many";

    public string Name => "starting";

    public string Description => "N executions started one by one, all at once, by Parallel.For, throttled, in chunks; beside StartManyAsync";

    public int StandardCount => 10_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        var order = Arrival.Scattered(count);

        // Blocked threads keep the pool from what they wait for, so that a second starts a handful. It need not be many.
        var blocked = order[..Math.Min(count, MostBlocked)];
        (string Name, string Title, int Count, Func<DurableEngine, Task> Start)[] ways =
        [
            ("one_by_one", "await each before the next", count, engine => OneByOneAsync(engine, order)),
            ("all_at_once", "Task.WhenAll over all of them", count, engine => Task.WhenAll(order.Select(number => StartAsync(engine, number)))),
            ("parallel_for", $"Parallel.For, which blocks threads; {blocked.Length} only", blocked.Length, engine => Task.Run(
                () => Parallel.For(0, blocked.Length, i => StartAsync(engine, blocked[i]).GetAwaiter().GetResult()))),
            ("throttled", $"Parallel.ForEachAsync, {Throttle} at once", count, engine => Parallel.ForEachAsync(
                order, new ParallelOptions { MaxDegreeOfParallelism = Throttle }, async (number, _) => await StartAsync(engine, number))),
            ("chunks", $"executions that invoke {ChunkSize:N0} each", count, engine => StartManyAsync(engine, Chunks(count))),
        ];
        var samples = await Samples<Started>.TakeAsync(
            arguments.Repetitions,
            () => TakeAsync(count, engine => StartManyAsync(engine, order.Select(number => StartRequest.WithPayload(HelloRun.FunctionName, HelloRun.NameOf(number), null)))),
            [.. ways.Select(way => (way.Name, (Func<Task<Started>>)(() => TakeAsync(way.Count, way.Start))))]);

        Add(StartMany, $"StartManyAsync, {StartManyOptions.DefaultMaxInFlight:N0} in flight", samples.Measured);
        foreach (var way in ways)
        {
            Add(way.Name, way.Title, of => samples.Of(way.Name, of).Value);
        }

        report.Finish();

        void Add(string way, string title, Func<Func<Started, double>, Measuring.Range> figures)
        {
            report.Header($"{count:N0} started: {title}");
            AddOne("started_per_second", started => started.Count / started.Accepted);
            AddOne("ended_per_second", started => started.Count / started.Ended);
            AddOne("allocated_bytes_per_execution", started => started.Bytes / started.Count);

            void AddOne(string metric, Func<Started, double> of) =>
                report.Add(count, $"{way}_{metric}", figures(of), new Baseline(StartMany, samples.Measured(of)));
        }
    }

    private static async Task<Started> TakeAsync(int count, Func<DurableEngine, Task> start)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync();
        var left = count;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Register(HelloRun.FunctionName, async ctx =>
        {
            var greetings = await HelloSequence.DurableAsync(ctx);
            if (Interlocked.Decrement(ref left) == 0)
            {
                ended.SetResult();
            }

            return greetings;
        });
        engine.Register<int, int>("chunk", ChunkAsync);
        var accepted = 0.0;
        var sample = await Sample.TakeAsync(async () =>
        {
            var begin = Stopwatch.GetTimestamp();
            await start(engine);
            accepted = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            await ended.Task;
        });
        return new Started(count, accepted, sample.Wall.TotalSeconds, sample.AllocatedBytes);
    }

    private static async Task<int> ChunkAsync(DurableContext ctx, int size)
    {
        await using var p = ctx.Parallel("chunk");
        for (var i = 0; i < size; i++)
        {
            p.Branch(null, b => b.InvokeAsync<object?, string[]>(null, HelloRun.FunctionName, null));
        }

        return (await p.JoinAsync()).SuccessCount;
    }

    private static IEnumerable<StartRequest> Chunks(int count) =>
        Enumerable.Range(0, (count + ChunkSize - 1) / ChunkSize)
            .Select(chunk => StartRequest.For("chunk", $"chunk-{chunk}", Math.Min(ChunkSize, count - (chunk * ChunkSize))));

    private static async Task StartManyAsync(DurableEngine engine, IEnumerable<StartRequest> requests) =>
        (await engine.StartManyAsync(requests)).ThrowIfProblems();

    private static async Task OneByOneAsync(DurableEngine engine, int[] order)
    {
        foreach (var number in order)
        {
            await StartAsync(engine, number);
        }
    }

    private static Task<ExecutionHandle> StartAsync(DurableEngine engine, int number) =>
        engine.StartWithPayloadAsync(HelloRun.FunctionName, HelloRun.NameOf(number), inputPayload: null);

    private readonly record struct Started(int Count, double Accepted, double Ended, double Bytes);
}
