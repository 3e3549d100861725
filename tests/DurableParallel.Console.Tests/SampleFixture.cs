using System.Text.Json;
using DurableParallel.Engine;

namespace DurableParallel.Console.Tests;

/// <summary>An engine with a function for each thing that a console shows.</summary>
internal abstract class SampleFixture : ConsoleFixture
{
    /// <summary>Lets the bodies of "gated" go on.</summary>
    protected TaskCompletionSource Gate { get; private set; } = null!;

    /// <summary>Counts the bodies of "gated" that have begun.</summary>
    protected SemaphoreSlim Begun { get; private set; } = null!;

    protected override void Register(DurableEngine engine)
    {
        Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Begun = new SemaphoreSlim(0);
        engine.Register<string, string>("echo", (ctx, input) => Echo(ctx, input));
        engine.Register<string>("fail", static async (ctx, message) =>
        {
            await ctx.StepAsync("break", () => throw new InvalidOperationException(message), new StepConfig { Retry = RetryStrategy.None });
        });
        engine.Register("retry", static async ctx =>
        {
            var attempts = 0;
            await ctx.StepAsync(
                "flaky",
                () => Interlocked.Increment(ref attempts) < 3 ? throw new IOException("not yet") : Task.CompletedTask,
                new StepConfig { Retry = RetryStrategy.Fixed(5, TimeSpan.FromSeconds(10)) });
        });
        engine.Register("approve", static async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<string>("boss", new CallbackConfig { Timeout = TimeSpan.FromHours(1) });
            await callback.GetResultAsync();
        });
        engine.Register("listen", static async ctx =>
        {
            await ctx.WaitForEventAsync<string>("paid");
        });
        engine.Register("sleep", static async ctx => await ctx.WaitAsync("nap", TimeSpan.FromHours(1)));
        engine.Register("gated", async ctx =>
        {
            await using var scope = ctx.Parallel("work", c => c.MaxConcurrency(2));
            for (var index = 0; index < 5; index++)
            {
                scope.Branch($"b{index}", b => b.StepAsync("do", async () =>
                {
                    Begun.Release();
                    await Gate.Task;
                }));
            }

            await scope.JoinAsync();
        });
        engine.Register("quorum", static async ctx =>
        {
            await using var scope = ctx.Parallel("votes", c => c.MaxConcurrency(1).MinSuccessful(2));
            for (var index = 0; index < 5; index++)
            {
                scope.Branch($"v{index}", b => b.StepAsync("vote", static () => Task.CompletedTask));
            }

            await scope.JoinAsync();
        });
    }

    protected static async Task<string> Echo(DurableContext ctx, string input)
    {
        return await ctx.StepAsync("say", () => Task.FromResult(input));
    }

    protected async Task<ExecutionHandle> RunAsync(string function, string name, string? input = null)
    {
        var execution = await StartAsync(function, name, input);
        await execution.EndedAsync();
        return execution;
    }

    protected Task<ExecutionHandle> StartAsync(string function, string name, string? input = null) =>
        input is null ? Engine.StartAsync(function, name) : Engine.StartAsync(function, name, input);

    /// <summary>Waits until nothing goes on in the engine.</summary>
    protected static async Task QuietAsync(DurableEngine engine)
    {
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }
    }

    /// <summary>Waits until an execution only waits for something.</summary>
    protected async Task ParkedAsync(string name)
    {
        await QuietAsync(Engine);
        (await Engine.FindAsync(name))!.Status.Should().Be(ExecutionStatus.Running);
    }

    /// <summary>Lets time pass, whenever the engine has come to rest, until an execution has ended.</summary>
    protected async Task PassTimeUntilEndedAsync(ExecutionHandle execution)
    {
        var ended = execution.EndedAsync();
        while (!ended.IsCompleted)
        {
            if (Engine.IsQuiet)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.Yield();
        }
    }

    protected static string[] Strings(JsonElement list, string member) => [.. list.EnumerateArray().Select(item => item.GetProperty(member).GetString()!)];
}
