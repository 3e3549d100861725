using DurableParallel.Errors;
using DurableParallel.Invokes;
using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel;

/// <content>Invokes: other durable functions, each run as an execution of its own.</content>
public sealed partial class DurableContext
{
    /// <summary>
    /// Runs another function as an execution of its own and waits for its result. It is started once, however often this
    /// code runs again, and goes on by itself when this execution ends, is stopped, or no longer waits for it.
    /// </summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="functionName">
    /// The function's name, 1 to 1,024 printable ASCII characters without blanks. An ARN, partial or full, and a qualifier
    /// behind a colon are allowed as well, as the host understands them.
    /// </param>
    /// <param name="input">The input, which the serializer makes a payload of.</param>
    /// <param name="config">Tenant and serializers; null for the defaults.</param>
    /// <returns>The function's result as it was recorded.</returns>
    /// <exception cref="ArgumentException">A name or the tenant is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="InvokeFailedException">When awaited: the invoked execution failed, timed out or was stopped.</exception>
    /// <exception cref="DurableLimitException">When awaited: the input is too large. Nothing was started.</exception>
    public DurableTask<TOut> InvokeAsync<TIn, TOut>(string? name, string functionName, TIn input, InvokeConfig? config = null) =>
        Invoke<TIn, TOut>(name, functionName, input, config).ValueTask;

    /// <summary>
    /// Runs another function, which carries its name, as an execution of its own and waits for its result; see
    /// <see cref="InvokeAsync{TIn, TOut}(string?, string, TIn, InvokeConfig?)"/>.
    /// </summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="function">The function. The host finds it by its name, in the highest version that it has.</param>
    /// <param name="input">The input, which the serializer makes a payload of.</param>
    /// <param name="config">Tenant and serializers; null for the defaults.</param>
    /// <returns>The function's result as it was recorded.</returns>
    /// <exception cref="ArgumentException">The name or the tenant is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="InvokeFailedException">When awaited: the invoked execution failed, timed out or was stopped.</exception>
    /// <exception cref="DurableLimitException">When awaited: the input is too large. Nothing was started.</exception>
    public DurableTask<TOut> InvokeAsync<TIn, TOut>(string? name, DurableFunction<TIn, TOut> function, TIn input, InvokeConfig? config = null)
    {
        Misuse.ThrowIfNull(function);
        return Invoke<TIn, TOut>(name, function.Name, input, config).ValueTask;
    }

    /// <summary>
    /// Runs another function as an execution of its own and waits for its end, whatever its result is; see
    /// <see cref="InvokeAsync{TIn, TOut}(string?, string, TIn, InvokeConfig?)"/>.
    /// </summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="functionName">The function's name or ARN.</param>
    /// <param name="input">The input, which the serializer makes a payload of.</param>
    /// <param name="config">Tenant and serializer of the input; null for the defaults.</param>
    /// <returns>A task that completes when the invoked execution has ended.</returns>
    /// <exception cref="ArgumentException">A name or the tenant is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="InvokeFailedException">When awaited: the invoked execution failed, timed out or was stopped.</exception>
    /// <exception cref="DurableLimitException">When awaited: the input is too large. Nothing was started.</exception>
    public DurableTask InvokeAsync<TIn>(string? name, string functionName, TIn input, InvokeConfig? config = null) =>
        Invoke<TIn, Nothing>(name, functionName, input, config).VoidTask;

    private InvokeOperation<TIn, TOut> Invoke<TIn, TOut>(string? name, string functionName, TIn input, InvokeConfig? config)
    {
        FunctionReference.Check(functionName);
        TenantIds.Check(config?.TenantId, "tenantId");
        var header = Next(OperationType.ChainedInvoke, OperationSubTypes.ChainedInvoke, name);
        var invoke = new InvokeOperation<TIn, TOut>(this, header, functionName, input, config);
        invoke.Begin();
        return invoke;
    }
}
