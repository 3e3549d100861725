using System.Diagnostics.CodeAnalysis;
using DurableParallel.Records;
using DurableParallel.Serialization;

namespace DurableParallel;

/// <summary>Durable code that a host can run, with its input and its result as payloads. Immutable and safe from any thread.</summary>
/// <remarks>
/// Without options payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>, which needs reflection. Trimmed and
/// ahead-of-time compiled applications pass options with a serializer of their own.
/// </remarks>
public sealed class DurableFunction
{
    private readonly Func<DurableContext, string?, Task> _run;
    private readonly Func<Task, DurableContext, string?>? _write;

    private DurableFunction(
        Delegate body,
        DurableFunctionOptions options,
        Func<DurableContext, string?, Task> run,
        Func<Task, DurableContext, string?>? write = null,
        PayloadType? input = null,
        Type? result = null)
    {
        Body = body;
        Input = new FunctionInput(input, options.Serializer);
        ResultType = result;
        Serializer = options.Serializer;
        Version = options.StatedVersion;
        Plugins = options.Plugins;
        Limits = FunctionLimits.Of(options);
        Limits?.RequireInput(input?.Type);
        ExecutionTimeoutMilliseconds = options.ExecutionTimeout is { } timeout ? DurationRule.ToMilliseconds(timeout, nameof(options.ExecutionTimeout)) : 0;
        CleanupTimeoutMilliseconds = DurationRule.ToMilliseconds(options.CleanupTimeout, nameof(options.CleanupTimeout));
        _run = run;
        _write = write;
    }

    /// <summary>The user's own code, for messages.</summary>
    internal Delegate Body { get; }

    internal IDurableSerializer Serializer { get; }

    /// <summary>What it takes, for those who start it.</summary>
    internal FunctionInput Input { get; }

    /// <summary>The type of its result; null when it has none.</summary>
    internal Type? ResultType { get; }

    /// <summary>What the function says of itself; null when it says nothing.</summary>
    internal int? Version { get; }

    internal IReadOnlyList<DurablePlugin> Plugins { get; private set; }

    /// <summary>When its executions may begin; null for at once.</summary>
    internal FunctionLimits? Limits { get; }

    /// <summary>How long its executions may take, in milliseconds; 0 is for ever.</summary>
    internal long ExecutionTimeoutMilliseconds { get; }

    /// <summary>How long its executions may clean up when they are canceled, in milliseconds.</summary>
    internal long CleanupTimeoutMilliseconds { get; }

    /// <summary>A function with an input and a result, with the default options.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code.</param>
    /// <returns>The function, to be registered.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction Create<TIn, TOut>(Func<DurableContext, TIn, Task<TOut>> function) => Create(function, new DurableFunctionOptions());

    /// <summary>A function with an input and a result.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The function, to be registered.</returns>
    public static DurableFunction Create<TIn, TOut>(Func<DurableContext, TIn, Task<TOut>> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        var serializer = options.Serializer;
        return new DurableFunction(
            function,
            options,
            (context, input) => TryRead<TIn>(serializer, context, input, out var value) ? Observe(function(context, value)) : Task.CompletedTask,
            (ended, context) => Write<TOut>(serializer, context, ended),
            PayloadType<TIn>.Instance,
            typeof(TOut));
    }

    /// <summary>A function with an input and a result that carries its name, with the default options and version 1.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The name that it is registered under, 1 to 64 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="function">The code.</param>
    /// <returns>The function, to be registered and started.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction<TIn, TOut> Create<TIn, TOut>(string name, Func<DurableContext, TIn, Task<TOut>> function) =>
        Create(name, function, new DurableFunctionOptions());

    /// <summary>A function with an input and a result that carries its name.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="name">The name that it is registered under, 1 to 64 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults; its version is the one that it is registered with.</param>
    /// <returns>The function, to be registered and started.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static DurableFunction<TIn, TOut> Create<TIn, TOut>(string name, Func<DurableContext, TIn, Task<TOut>> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        return new DurableFunction<TIn, TOut>(name, function, options);
    }

    /// <summary>A function with an input and no result, with the default options.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="function">The code.</param>
    /// <returns>The function, to be registered.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction Create<TIn>(Func<DurableContext, TIn, Task> function) => Create(function, new DurableFunctionOptions());

    /// <summary>A function with an input and no result.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The function, to be registered.</returns>
    public static DurableFunction Create<TIn>(Func<DurableContext, TIn, Task> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        var serializer = options.Serializer;
        return new DurableFunction(
            function,
            options,
            (context, input) => TryRead<TIn>(serializer, context, input, out var value) ? Observe(function(context, value)) : Task.CompletedTask,
            input: PayloadType<TIn>.Instance);
    }

    /// <summary>A function without an input and with a result, with the default options.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code.</param>
    /// <returns>The function, to be registered.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction Create<TOut>(Func<DurableContext, Task<TOut>> function) => Create(function, new DurableFunctionOptions());

    /// <summary>A function without an input and with a result.</summary>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The function, to be registered.</returns>
    public static DurableFunction Create<TOut>(Func<DurableContext, Task<TOut>> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        var serializer = options.Serializer;
        return new DurableFunction(
            function,
            options,
            (context, _) => Observe(function(context)),
            (ended, context) => Write<TOut>(serializer, context, ended),
            result: typeof(TOut));
    }

    /// <summary>A function without an input and a result, with the default options.</summary>
    /// <param name="function">The code.</param>
    /// <returns>The function, to be registered.</returns>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction Create(Func<DurableContext, Task> function) => Create(function, new DurableFunctionOptions());

    /// <summary>A function without an input and a result.</summary>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults.</param>
    /// <returns>The function, to be registered.</returns>
    public static DurableFunction Create(Func<DurableContext, Task> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        return new DurableFunction(function, options, (context, _) => Observe(function(context)));
    }

    /// <summary>The same function, with a host's plugins before its own.</summary>
    internal DurableFunction WatchedBy(IReadOnlyList<DurablePlugin> plugins)
    {
        if (plugins.Count == 0)
        {
            return this;
        }

        var watched = (DurableFunction)MemberwiseClone();
        watched.Plugins = [.. plugins, .. Plugins];
        return watched;
    }

    /// <summary>Calls the function.</summary>
    internal Task RunAsync(DurableContext context, string? input) => _run(context, input);

    /// <summary>The result of a call that has returned, as a payload; null where there is none.</summary>
    internal string? WriteResult(Task ended, DurableContext context) => _write?.Invoke(ended, context);

    // Whoever starts an execution writes its input before there is an ARN, so that the place of an input has none.
    // An input that cannot be read ends the invocation from outside, and the function is not called.
    private static bool TryRead<T>(IDurableSerializer serializer, DurableContext context, string? payload, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = serializer.Deserialize<T>(payload, SerializationContext.Input);
            return true;
        }
        catch (Exception unreadable)
        {
            value = default;
            context.Invocation.Abort(new UnreadableRecordException(
                $"The input of the execution '{context.ExecutionName}'", operationPath: null, typeof(T).ToString(), unreadable));
            return false;
        }
    }

    private static string? Write<T>(IDurableSerializer serializer, DurableContext context, Task ended) =>
        serializer.Serialize(((Task<T>)ended).Result, new SerializationContext(context.Invocation.Request.Execution, operation: null));

    /// <summary>A function may hand out an operation as its own task; then our awaiter must see that it is awaited.</summary>
    private static Task<T> Observe<T>(Task<T> task) => task is DurableTask<T> operation ? AwaitAsync(operation) : task;

    private static Task Observe(Task task) => task is DurableTask operation ? AwaitAsync(operation) : task;

    private static async Task<T> AwaitAsync<T>(DurableTask<T> operation) => await operation;

    private static async Task AwaitAsync(DurableTask operation) => await operation;
}
