using System.Diagnostics.CodeAnalysis;
using DurableParallel.Lambda.Runtime;

namespace DurableParallel.Lambda;

/// <content>Handlers, for class libraries and other bootstraps.</content>
public static partial class DurableLambda
{
    /// <summary>The handler of a function with an input and a result; see <see cref="CreateHandler(DurableFunction, DurableLambdaOptions?)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The handler, for all invocations of the process.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static DurableLambdaHandler CreateHandler<TIn, TOut>(Func<DurableContext, TIn, Task<TOut>> function, DurableLambdaOptions? options = null) =>
        CreateHandler(DurableFunction.Create(function), options);

    /// <summary>The handler of a function with an input and no result; see <see cref="CreateHandler(DurableFunction, DurableLambdaOptions?)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The handler, for all invocations of the process.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static DurableLambdaHandler CreateHandler<TIn>(Func<DurableContext, TIn, Task> function, DurableLambdaOptions? options = null) =>
        CreateHandler(DurableFunction.Create(function), options);

    /// <summary>The handler of a function without an input and with a result; see <see cref="CreateHandler(DurableFunction, DurableLambdaOptions?)"/>.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The handler, for all invocations of the process.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static DurableLambdaHandler CreateHandler<TOut>(Func<DurableContext, Task<TOut>> function, DurableLambdaOptions? options = null) =>
        CreateHandler(DurableFunction.Create(function), options);

    /// <summary>The handler of a function without an input and a result; see <see cref="CreateHandler(DurableFunction, DurableLambdaOptions?)"/>.</summary>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The handler, for all invocations of the process.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static DurableLambdaHandler CreateHandler(Func<DurableContext, Task> function, DurableLambdaOptions? options = null) =>
        CreateHandler(DurableFunction.Create(function), options);

    /// <summary>The handler of a function, for a class library or a bootstrap of another maker. Make it once.</summary>
    /// <param name="function">The function.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The handler, for all invocations of the process.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    public static DurableLambdaHandler CreateHandler(DurableFunction function, DurableLambdaOptions? options = null) =>
        CreateHandler(new FunctionTable(function), options, LambdaEnvironment.Read(Environment.GetEnvironmentVariable));

    /// <summary>The handler of several functions, told apart by the names that they are deployed with. Make it once.</summary>
    /// <param name="functions">The functions by their names.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The handler, for all invocations of the process.</returns>
    /// <exception cref="ArgumentException">There is none, or a name is none.</exception>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    public static DurableLambdaHandler CreateHandler(IEnumerable<KeyValuePair<string, DurableFunction>> functions, DurableLambdaOptions? options = null) =>
        CreateHandler(new FunctionTable(functions), options, LambdaEnvironment.Read(Environment.GetEnvironmentVariable));
}
