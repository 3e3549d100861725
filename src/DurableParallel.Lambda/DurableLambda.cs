using System.Diagnostics.CodeAnalysis;
using DurableParallel.Lambda.Runtime;

namespace DurableParallel.Lambda;

/// <summary>
/// Runs durable functions on AWS Lambda, or as a process of any server that speaks its protocol. In an executable assembly
/// <c>await DurableLambda.RunAsync&lt;Order, Decision&gt;(Approve)</c> is all of Main; in a class library a
/// <see cref="DurableLambdaHandler"/> is what its handler calls.
/// </summary>
public static partial class DurableLambda
{
    /// <summary>Takes invocations of a function with an input and a result until the process ends.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <param name="cancellationToken">Ends the loop between two invocations.</param>
    /// <returns>A task that completes when the loop has ended.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static Task RunAsync<TIn, TOut>(
        Func<DurableContext, TIn, Task<TOut>> function,
        DurableLambdaOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(DurableFunction.Create(function), options, cancellationToken);

    /// <summary>Takes invocations of a function with an input and no result until the process ends.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <param name="cancellationToken">Ends the loop between two invocations.</param>
    /// <returns>A task that completes when the loop has ended.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static Task RunAsync<TIn>(
        Func<DurableContext, TIn, Task> function,
        DurableLambdaOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(DurableFunction.Create(function), options, cancellationToken);

    /// <summary>Takes invocations of a function without an input and with a result until the process ends.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <param name="cancellationToken">Ends the loop between two invocations.</param>
    /// <returns>A task that completes when the loop has ended.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static Task RunAsync<TOut>(
        Func<DurableContext, Task<TOut>> function,
        DurableLambdaOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(DurableFunction.Create(function), options, cancellationToken);

    /// <summary>Takes invocations of a function without an input and a result until the process ends.</summary>
    /// <param name="function">The code. Payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <param name="cancellationToken">Ends the loop between two invocations.</param>
    /// <returns>A task that completes when the loop has ended.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static Task RunAsync(
        Func<DurableContext, Task> function,
        DurableLambdaOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(DurableFunction.Create(function), options, cancellationToken);

    /// <summary>Takes invocations of a function until the process ends, whatever name they are for.</summary>
    /// <param name="function">The function, with a serializer and plugins of its own.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <param name="cancellationToken">Ends the loop between two invocations.</param>
    /// <returns>A task that completes when the loop has ended.</returns>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    public static Task RunAsync(DurableFunction function, DurableLambdaOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(new FunctionTable(function), options, LambdaEnvironment.Read(Environment.GetEnvironmentVariable), cancellationToken);

    /// <summary>Takes invocations of several functions until the process ends, told apart by the names that they are deployed with.</summary>
    /// <param name="functions">The functions by their names.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <param name="cancellationToken">Ends the loop between two invocations.</param>
    /// <returns>A task that completes when the loop has ended.</returns>
    /// <exception cref="ArgumentException">There is none, or a name is none.</exception>
    /// <exception cref="DurableLambdaException">The environment lacks something: see the message.</exception>
    public static Task RunAsync(
        IEnumerable<KeyValuePair<string, DurableFunction>> functions,
        DurableLambdaOptions? options = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(new FunctionTable(functions), options, LambdaEnvironment.Read(Environment.GetEnvironmentVariable), cancellationToken);

    internal static DurableLambdaHandler CreateHandler(FunctionTable functions, DurableLambdaOptions? options, LambdaEnvironment environment) =>
        new(functions, options ?? new DurableLambdaOptions(), environment, () => environment.CreateClient(RuntimeApi.CreateHttpClient()));

    internal static async Task RunAsync(FunctionTable functions, DurableLambdaOptions? options, LambdaEnvironment environment, CancellationToken cancellationToken)
    {
        var address = environment.RuntimeApi ?? throw new DurableLambdaException(
            LambdaErrorCodes.NotConfigured,
            "AWS_LAMBDA_RUNTIME_API is not set, so there is nobody to take invocations from. Lambda sets it; for the server of this library it is its address and '/runtime/<function>'.");
        DurableLambdaHandler handler;
        try
        {
            _ = environment.ServiceEndpoint;
            handler = CreateHandler(functions, options, environment);
        }
        catch (Exception fault)
        {
            using var api = new RuntimeApi(address, functions.Names);
            await api.ReportInitAsync(RuntimeError.From(fault)).ConfigureAwait(false);
            throw;
        }

        await new RuntimeLoop(() => new RuntimeApi(address, functions.Names), handler, environment).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private const string NeedsReflection =
        "Without a serializer of your own, payloads are made by Newtonsoft.Json, which needs reflection. Create the DurableFunction with options and a serializer, and pass that.";
}
