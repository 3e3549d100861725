using DurableParallel.Engine.Starting;

namespace DurableParallel.Engine;

/// <summary>An execution to be started. Immutable; the input is read when its turn comes.</summary>
public abstract class StartRequest
{
    private protected StartRequest(string functionName, string executionName, StartOptions? options)
    {
        FunctionName = functionName;
        ExecutionName = executionName;
        Options = options;
    }

    /// <summary>The function's name.</summary>
    public string FunctionName { get; }

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; }

    internal StartOptions? Options { get; }

    /// <summary>A request without an input.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <returns>The request.</returns>
    public static StartRequest For(string functionName, string executionName) => WithPayload(functionName, executionName, inputPayload: null);

    /// <summary>A request with an input, which the function's serializer makes a payload of.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="input">The input; not to be changed until the request is decided.</param>
    /// <param name="idempotencyKey">What is compared instead of the input when the execution is there, see <see cref="StartOptions.IdempotencyKey"/>; null for the input.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public static StartRequest For<TIn>(string functionName, string executionName, TIn input, string? idempotencyKey = null) =>
        new Typed<TIn>(functionName, executionName, input, OptionsOf(idempotencyKey));

    /// <summary>A request with an input, and with terms of its own.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="input">The input; not to be changed until the request is decided.</param>
    /// <param name="options">What holds for the execution; one that is there already keeps its own.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentNullException">The options are null.</exception>
    public static StartRequest For<TIn>(string functionName, string executionName, TIn input, StartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Typed<TIn>(functionName, executionName, input, options);
    }

    /// <summary>A request for a function that carries its name.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="input">The input; not to be changed until the request is decided.</param>
    /// <param name="options">What holds for the execution; null for the defaults. One that is there already keeps its own.</param>
    /// <returns>The request.</returns>
    public static StartRequest For<TIn, TOut>(DurableFunction<TIn, TOut> function, string executionName, TIn input, StartOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Typed<TIn>(function.Name, executionName, input, options);
    }

    /// <summary>A request with the input as it is to be recorded.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="inputPayload">At most 6 MiB of UTF-8; null is no payload.</param>
    /// <param name="idempotencyKey">What is compared instead of the input when the execution is there, see <see cref="StartOptions.IdempotencyKey"/>; null for the input.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public static StartRequest WithPayload(string functionName, string executionName, string? inputPayload, string? idempotencyKey = null) =>
        new Raw(functionName, executionName, inputPayload, OptionsOf(idempotencyKey));

    /// <summary>A request with the input as it is to be recorded, and with terms of its own.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="inputPayload">At most 6 MiB of UTF-8; null is no payload.</param>
    /// <param name="options">What holds for the execution; one that is there already keeps its own.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentNullException">The options are null.</exception>
    public static StartRequest WithPayload(string functionName, string executionName, string? inputPayload, StartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Raw(functionName, executionName, inputPayload, options);
    }

    internal abstract StartInput WriteInput(DurableEngine engine);

    private static StartOptions? OptionsOf(string? idempotencyKey) =>
        idempotencyKey is null ? null : new StartOptions { IdempotencyKey = idempotencyKey };

    private sealed class Typed<TIn>(string functionName, string executionName, TIn input, StartOptions? options)
        : StartRequest(functionName, executionName, options)
    {
        internal override StartInput WriteInput(DurableEngine engine) => engine.WriteInput(FunctionName, ExecutionName, input);
    }

    private sealed class Raw(string functionName, string executionName, string? inputPayload, StartOptions? options)
        : StartRequest(functionName, executionName, options)
    {
        internal override StartInput WriteInput(DurableEngine engine) => new(inputPayload);
    }
}
