namespace DurableParallel.Engine;

/// <content>Functions that carry their names.</content>
public sealed partial class DurableEngine
{
    /// <summary>Makes a function known under the name that it carries; see <see cref="Register(string, DurableFunction, int?)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <exception cref="InvalidOperationException">That version is registered already.</exception>
    public void Register<TIn, TOut>(DurableFunction<TIn, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Register(function.Name, function.Function, function.Version);
    }

    /// <summary>Starts an execution, or finds the one of that name; see <see cref="StartWithPayloadAsync(string, string, string?, CancellationToken)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The function. It is found by its name, in the highest version that is registered.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="input">The input, which the function's serializer makes a payload of.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    /// <returns>The execution, which is durable.</returns>
    /// <exception cref="ArgumentException">The name or the input is not valid.</exception>
    /// <exception cref="FunctionNotRegisteredException">The function is not registered, and there is no execution of that name.</exception>
    /// <exception cref="ExecutionNameTakenException">The name is taken by an execution of another function or input.</exception>
    public Task<ExecutionHandle<TOut>> StartAsync<TIn, TOut>(
        DurableFunction<TIn, TOut> function,
        string executionName,
        TIn input,
        CancellationToken cancellationToken = default) =>
        StartOfAsync(function, executionName, input, options: null, cancellationToken);

    /// <summary>Starts an execution with terms of its own, or finds the one of that name; see <see cref="StartWithPayloadAsync(string, string, string?, StartOptions, CancellationToken)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The function. It is found by its name, in the highest version that is registered.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="input">The input, which the function's serializer makes a payload of.</param>
    /// <param name="options">What holds for the execution; one that is there already keeps its own.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    /// <returns>The execution, which is durable.</returns>
    /// <exception cref="ArgumentException">The name or the input is not valid.</exception>
    /// <exception cref="FunctionNotRegisteredException">The function is not registered, and there is no execution of that name.</exception>
    /// <exception cref="ExecutionNameTakenException">The name is taken by an execution of another function, input or idempotency key.</exception>
    public Task<ExecutionHandle<TOut>> StartAsync<TIn, TOut>(
        DurableFunction<TIn, TOut> function,
        string executionName,
        TIn input,
        StartOptions options,
        CancellationToken cancellationToken = default) =>
        options is null
            ? Task.FromException<ExecutionHandle<TOut>>(new ArgumentNullException(nameof(options)))
            : StartOfAsync(function, executionName, input, options, cancellationToken);

    private async Task<ExecutionHandle<TOut>> StartOfAsync<TIn, TOut>(
        DurableFunction<TIn, TOut> function,
        string executionName,
        TIn input,
        StartOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        var started = await StartTypedAsync(function.Name, executionName, input, options, cancellationToken).ConfigureAwait(false);
        return new ExecutionHandle<TOut>(this, started.Execution);
    }
}
