using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Lambda;
using DurableParallel.Lambda.Runtime;
using DurableParallel.Wire;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>
/// Functions on Lambda against a stub of the service whose calls take 25 ms: how many calls things cost, and what the
/// replay of a long execution costs the processor.
/// </summary>
internal sealed class WireScenario : IScenario
{
    private const int Steps = 100;
    private const int Branches = 1000;
    private const int WarmUps = 60;
    private const int WarmUpRounds = 4;
    private const string Arn = "arn:aws:lambda:eu-west-1:123456789012:function:wire:1/durable-execution/run/0f8fad5b";
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan CompilersTurn = TimeSpan.FromMilliseconds(400);

    public string Name => "wire";

    public string Description => "the AWS wire against a stub of 25 ms: calls a step and a scope, processor time of a replay";

    public int StandardCount => 3000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        var repetitions = arguments.Repetitions;
        report.Header("calls, 25 ms each");
        await CallsAsync("calls_per_step", Steps, Steps, Goal.AtMost(1, 1), ctx => StepsAsync(ctx, Steps));
        await CallsAsync("calls_nested_scope", Branches, 1, Goal.AtMost(26, 26), ctx => FanOutAsync(ctx, NestingType.Nested));
        await CallsAsync("calls_flat_scope", Branches, 1, Goal.AtMost(14, 14), ctx => FanOutAsync(ctx, NestingType.Flat));
        await ReplayAsync("replay_steps", ctx => StepsAsync(ctx, count));
        await ReplayAsync("replay_scope", ctx => FanOutAsync(ctx, NestingType.Flat, count - 1));
        report.Finish();

        async Task CallsAsync(string metric, int n, int per, Goal goal, Func<DurableContext, Task<int>> function)
        {
            var service = new StubService(Latency);
            var samples = await Samples<Sample>.TakeAsync(repetitions, async () =>
            {
                service = new StubService(Latency);
                return await Sample.TakeAsync(() => InvokeAsync(service, Event([]), function));
            });
            var calls = (double)service.Calls / per;
            report.Add(n, metric, new Measuring.Range(calls, calls, calls), goal: goal);
            report.Add(n, metric + "_wall_ms", samples.Measured(static sample => sample.Wall.TotalMilliseconds));
        }

        async Task ReplayAsync(string metric, Func<DurableContext, Task<int>> function)
        {
            var service = new StubService(TimeSpan.Zero);
            await InvokeAsync(service, Event([]), function);
            var json = Event(service.Operations);
            var calls = service.Calls;

            // A replay is short, and the compiler has not settled after three. It compiles in the background, once no
            // new code has run for 100 ms, so it gets its turn between the rounds.
            for (var round = 0; round < WarmUpRounds; round++)
            {
                for (var i = 0; i < WarmUps; i++)
                {
                    await InvokeAsync(service, json, function);
                }

                await Task.Delay(CompilersTurn);
            }

            var samples = await Samples<Sample>.TakeAsync(repetitions, () => Sample.TakeAsync(() => InvokeAsync(service, json, function)));
            report.Header($"replay of {service.Operations.Count:N0} operations, an event of {json.Length / 1024:N0} KiB, {service.Calls - calls} calls");
            report.Add(count, metric + "_cpu_ms", samples.Measured(static sample => sample.Cpu.TotalMilliseconds), goal: Goal.AtMost(10, 10));
            report.Add(count, metric + "_wall_ms", samples.Measured(static sample => sample.Wall.TotalMilliseconds));
        }
    }

    private static async Task InvokeAsync(StubService service, byte[] json, Func<DurableContext, Task<int>> function)
    {
        var handler = new DurableLambdaHandler(
            new FunctionTable(DurableFunction.Create(function)),
            new DurableLambdaOptions { Limits = DurableLimits.Engine },
            new LambdaEnvironment(),
            () => service);
        var answer = WireJson.Milliseconds.Read<WireInvocationOutput>(await handler.HandleAsync(json, new LambdaCall()));
        if (answer.Status != InvocationStatus.Succeeded)
        {
            throw new InvalidOperationException($"The function ended as {answer.Status}: {answer.Error?.ErrorMessage}");
        }
    }

    private static byte[] Event(IReadOnlyList<WireOperation> operations) => WireJson.Milliseconds.Write(new WireInvocationInput
    {
        DurableExecutionArn = Arn,
        CheckpointToken = "t0",
        InitialExecutionState = new WireState
        {
            Operations =
            [
                new WireOperation
                {
                    Id = "0f8fad5b",
                    Type = OperationType.Execution,
                    Status = OperationStatus.Started,
                    StartTimestamp = DateTimeOffset.UnixEpoch,
                    ExecutionDetails = new WireExecutionDetails(),
                },
                .. operations,
            ],
        },
    });

    private static async Task<int> StepsAsync(DurableContext ctx, int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            var value = i;
            sum += await ctx.StepAsync("work", () => value) & 1;
        }

        return sum;
    }

    private static async Task<int> FanOutAsync(DurableContext ctx, NestingType nesting, int branches = Branches)
    {
        await using var p = ctx.Parallel("fanout", new ParallelConfig { Nesting = nesting });
        for (var i = 0; i < branches; i++)
        {
            p.Branch(null, b => b.StepAsync("work", () => 1));
        }

        return (await p.JoinAsync()).SuccessCount;
    }
}
