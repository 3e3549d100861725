namespace DurableParallel;

/// <summary>When executions of a function may begin. A function without limits has none of these.</summary>
/// <param name="MaxConcurrent">How many may have begun and not ended; null for no limit.</param>
/// <param name="Rate">How many may begin in a time; null for no limit.</param>
/// <param name="Key">Which of them are limited together; null for none.</param>
internal sealed record FunctionLimits(int? MaxConcurrent, RateLimit? Rate, ConcurrencyKey? Key)
{
    public static FunctionLimits? Of(DurableFunctionOptions options) =>
        options is { MaxConcurrentExecutions: null, RateLimit: null, ConcurrencyKey: null }
            ? null
            : new FunctionLimits(options.MaxConcurrentExecutions, options.RateLimit, options.ConcurrencyKey);

    /// <exception cref="ArgumentException">The key is taken from another input than the function has.</exception>
    public void RequireInput(Type? input)
    {
        if (Key is not null && Key.InputType != input)
        {
            throw new ArgumentException(
                $"The concurrency key is taken from an input of the type {Key.InputType}, and the function has {(input is null ? "no input" : $"an input of the type {input}")}. Make the key with ConcurrencyKey.Of of the function's input.");
        }
    }
}
