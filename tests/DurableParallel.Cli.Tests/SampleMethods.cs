namespace DurableParallel.Cli.Tests;

/// <summary>A function as a static method.</summary>
internal static class SampleMethods
{
    public static async Task<string> GreetAsync(DurableContext context, string input) => await context.StepAsync("greet", () => $"Hello {input}");
}
