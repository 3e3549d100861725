using System.Diagnostics;
using DurableParallel.Engine;
using DurableParallel.HelloSequence.Measuring;

namespace DurableParallel.HelloSequence;

/// <summary>Five steps in a row, each of which greets a city.</summary>
internal sealed class HelloFunction(StepLatency latency) : IDurableFunction<int, List<string>>
{
    public const string Name = "HelloSequence";
    public const int Steps = 5;

    private static readonly string[] Cities = ["Tokyo", "Seattle", "London", "Amsterdam", "Mumbai"];

    public async Task<List<string>> RunAsync(DurableContext context, int input)
    {
        var greetings = new List<string>(Steps);
        foreach (var city in Cities)
        {
            // The time is looked at, and decides nothing: what the function does is the same on replay.
            var isNew = !context.IsReplaying;
            var begun = Stopwatch.GetTimestamp();
            greetings.Add(await context.StepAsync("SayHello", () => Task.FromResult($"Hello {city}!")));
            if (isNew)
            {
                latency.Add(Stopwatch.GetElapsedTime(begun));
            }
        }

        return greetings;
    }
}
