using System.Diagnostics;
using DurableParallel.Engine;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>Very many executions that have ended, of several functions and one in fifty failed, and some among them that wait.</summary>
internal static class ListedExecutions
{
    public const int Functions = 8;
    public const int OpenOnes = 1000;
    private const int Customers = 1000;
    private const string Waiting = "waits";
    private const string Asking = "asks";

    public static void Register(DurableEngine engine)
    {
        for (var function = 0; function < Functions; function++)
        {
            engine.Register<int>($"f{function}", static (_, number) => number % 50 == 0 ? throw new InvalidOperationException("one in fifty") : Task.CompletedTask);
        }

        engine.Register(Waiting, static async ctx => await ctx.WaitAsync(TimeSpan.FromDays(1)));
        engine.Register(Asking, static async ctx => await ctx.WaitForCallbackAsync<int>("answer", static (_, _) => Task.CompletedTask));
    }

    /// <summary>Starts them, and waits until they have ended.</summary>
    /// <returns>The seconds that it took.</returns>
    public static async Task<double> FillAsync(DurableEngine engine, int count, Func<int, StartOptions> optionsOf)
    {
        var begin = Stopwatch.GetTimestamp();
        var open = Math.Max(1, count / OpenOnes);
        foreach (var part in Enumerable.Range(0, count).Chunk(Math.Max(open, count / 20)))
        {
            // Those that wait stand among all the others.
            (await engine.StartManyAsync(part.Where(number => number % open == 0).Select(number =>
                StartRequest.WithPayload(number / open % 2 == 0 ? Waiting : Asking, $"waiting-{number}", inputPayload: null)))).ThrowIfProblems();
            (await engine.StartManyAsync(
                part.Select(number => StartRequest.For($"f{number % Functions}", $"c{number * 7L % Customers:000}-{number}", number, optionsOf(number))),
                new StartManyOptions { Until = StartManyUntil.Ended })).ThrowIfProblems();
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public static string CustomerOf(int number) => $"{number / 10 % Customers}";
}
