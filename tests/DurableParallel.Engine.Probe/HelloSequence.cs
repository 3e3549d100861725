namespace DurableParallel.Engine.Probe;

/// <summary>Five steps one after the other, whose bodies end asynchronously; once durable, once not.</summary>
internal static class HelloSequence
{
    public const int Steps = 5;

    public static readonly string[] Greetings = ["Hello Tokyo!", "Hello Seattle!", "Hello London!", "Hello Amsterdam!", "Hello Mumbai!"];

    public static async Task<string[]> DurableAsync(DurableContext ctx)
    {
        var greetings = new string[Steps];
        for (var step = 0; step < Steps; step++)
        {
            var greeting = Greetings[step];
            greetings[step] = await ctx.StepAsync("hello", () => SayAsync(greeting));
        }

        return greetings;
    }

    public static async Task<string[]> PlainAsync()
    {
        var greetings = new string[Steps];
        for (var step = 0; step < Steps; step++)
        {
            greetings[step] = await SayAsync(Greetings[step]);
        }

        return greetings;
    }

    /// <summary>A wrong result fails the benchmark.</summary>
    public static void Check(string[]? greetings)
    {
        if (greetings is null || !greetings.AsSpan().SequenceEqual(Greetings))
        {
            throw new InvalidOperationException($"Expected '{string.Join(", ", Greetings)}', found '{string.Join(", ", greetings ?? [])}'.");
        }
    }

    public static async Task<string> SayAsync(string greeting)
    {
        await Task.Yield();
        return greeting;
    }
}
