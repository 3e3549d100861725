using System.Text.Json.Serialization;
using DurableParallel;
using DurableParallel.Engine;
using DurableParallel.Testing;

var json = DurableSerializer.SystemTextJson(SumJson.Default);
var clock = new ManualTimeProvider();
await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions(json) { JournalPath = "journal.db", TimeProvider = clock });
#if REFLECTION
engine.Register("sum", DurableFunction.Create<int[], Sum>(SumAsync));
#else
engine.Register<int[], Sum>("sum", SumAsync);
#endif

int[] numbers = [1, 2, 3];
var execution = await engine.StartAsync("sum", "sum-1", numbers);
var result = execution.GetResultAsync<Sum>();
while (!result.IsCompleted)
{
    if (clock.NextDue is { } due)
    {
        clock.AdvanceTo(due);
    }

    await Task.Yield();
}

var sum = await result;
Console.WriteLine($"sum {sum.Total} of {sum.Count}");

static async Task<Sum> SumAsync(DurableContext ctx, int[] numbers)
{
    var squares = await ctx.MapAsync("squares", numbers, (branch, number, _) => branch.StepAsync("square", () => number * number));
    await ctx.WaitAsync(TimeSpan.FromDays(300));
    return new Sum(squares.GetResults().Sum(), numbers.Length);
}

internal sealed record Sum(int Total, int Count);

[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(Sum))]
internal sealed partial class SumJson : JsonSerializerContext;
