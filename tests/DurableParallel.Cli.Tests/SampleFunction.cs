using DurableParallel.Engine;

namespace DurableParallel.Cli.Tests;

/// <summary>What the tests verify; its constructor takes something that only its step uses.</summary>
internal sealed class SampleFunction(TimeProvider time) : IDurableFunction<string, string>
{
    public Task<string> RunAsync(DurableContext context, string input) => SampleMethods.GreetAsync(context, time is null ? input : $"{input} {time.LocalTimeZone}");
}
