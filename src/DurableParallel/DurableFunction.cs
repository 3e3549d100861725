using DurableParallel.Replay;

namespace DurableParallel;

/// <summary>Durable code that a host can run, with its input and its result as payloads. Immutable and safe from any thread.</summary>
public sealed class DurableFunction
{
    private static readonly IDurableSerializer DefaultSerializer = DurableSerializer.Newtonsoft();

    private readonly Func<DurableContext, string?, Task<string?>> _run;

    private DurableFunction(Delegate body, DurableFunctionOptions? options, Func<DurableContext, string?, Task<string?>> run)
    {
        Body = body;
        Serializer = SerializerOf(options);
        Version = options?.StatedVersion;
        Plugins = options?.Plugins ?? [];
        ExecutionTimeoutSeconds = options?.ExecutionTimeout is { } timeout ? DurationRule.ToWholeSeconds(timeout, nameof(options.ExecutionTimeout)) : 0;
        _run = run;
    }

    /// <summary>The user's own code, for messages.</summary>
    internal Delegate Body { get; }

    internal IDurableSerializer Serializer { get; }

    /// <summary>What the function says of itself; null when it says nothing.</summary>
    internal int? Version { get; }

    internal IReadOnlyList<DurablePlugin> Plugins { get; }

    /// <summary>How long its executions may take, in whole seconds; 0 is for ever.</summary>
    internal int ExecutionTimeoutSeconds { get; }

    /// <summary>A function with an input and a result.</summary>
    public static DurableFunction Create<TIn, TOut>(Func<DurableContext, TIn, Task<TOut>> function, DurableFunctionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        var serializer = SerializerOf(options);
        return new DurableFunction(function, options, async (context, input) =>
            Write(serializer, context, await Observe(function(context, Read<TIn>(serializer, context, input))).ConfigureAwait(false)));
    }

    /// <summary>A function with an input and no result.</summary>
    public static DurableFunction Create<TIn>(Func<DurableContext, TIn, Task> function, DurableFunctionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        var serializer = SerializerOf(options);
        return new DurableFunction(function, options, async (context, input) =>
        {
            await Observe(function(context, Read<TIn>(serializer, context, input))).ConfigureAwait(false);
            return null;
        });
    }

    /// <summary>A function without an input and with a result.</summary>
    public static DurableFunction Create<TOut>(Func<DurableContext, Task<TOut>> function, DurableFunctionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        var serializer = SerializerOf(options);
        return new DurableFunction(function, options, async (context, _) =>
            Write(serializer, context, await Observe(function(context)).ConfigureAwait(false)));
    }

    /// <summary>A function without an input and a result.</summary>
    public static DurableFunction Create(Func<DurableContext, Task> function, DurableFunctionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new DurableFunction(function, options, async (context, _) =>
        {
            await Observe(function(context)).ConfigureAwait(false);
            return null;
        });
    }

    internal Task<string?> RunAsync(DurableContext context, string? input) => _run(context, input);

    private static IDurableSerializer SerializerOf(DurableFunctionOptions? options) => options?.Serializer ?? DefaultSerializer;

    private static T Read<T>(IDurableSerializer serializer, DurableContext context, string? payload) =>
        serializer.Deserialize<T>(payload, context.SerializationContext(null));

    private static string? Write<T>(IDurableSerializer serializer, DurableContext context, T value) =>
        serializer.Serialize(value, context.SerializationContext(null));

    /// <summary>A function may hand out an operation as its own task; then our awaiter must see that it is awaited.</summary>
    private static Task<T> Observe<T>(Task<T> task) => task is DurableTask<T> operation ? AwaitAsync(operation) : task;

    private static Task Observe(Task task) => task is DurableTask operation ? AwaitAsync(operation) : task;

    private static async Task<T> AwaitAsync<T>(DurableTask<T> operation) => await operation;

    private static async Task AwaitAsync(DurableTask operation) => await operation;
}
