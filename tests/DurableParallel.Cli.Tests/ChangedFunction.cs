using DurableParallel.Engine;

namespace DurableParallel.Cli.Tests;

/// <summary>The same after a change that running executions cannot take.</summary>
internal sealed class ChangedFunction : IDurableFunction<string, string>
{
    public async Task<string> RunAsync(DurableContext context, string input) => await context.StepAsync("say", () => $"Hello {input}");
}
