using System.Diagnostics.CodeAnalysis;

namespace DurableParallel;

/// <summary>Durable code that a host can run, with its input and its result as payloads. Immutable and safe from any thread.</summary>
/// <remarks>
/// Without options payloads are made by <see cref="DurableSerializer.Newtonsoft()"/>, which needs reflection. Trimmed and
/// ahead-of-time compiled applications pass options with a serializer of their own.
/// </remarks>
public sealed class DurableFunction
{
    private readonly Func<DurableContext, string?, Task<string?>> _run;

    private DurableFunction(Delegate body, IDurableSerializer serializer, Func<DurableContext, string?, Task<string?>> run)
    {
        Body = body;
        Serializer = serializer;
        _run = run;
    }

    /// <summary>The user's own code, for messages.</summary>
    internal Delegate Body { get; }

    internal IDurableSerializer Serializer { get; }

    /// <summary>A function with an input and a result, with the default options.</summary>
    /// <param name="function">The code.</param>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction Create<TIn, TOut>(Func<DurableContext, TIn, Task<TOut>> function) => Create(function, new DurableFunctionOptions());

    /// <summary>A function with an input and a result.</summary>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults.</param>
    public static DurableFunction Create<TIn, TOut>(Func<DurableContext, TIn, Task<TOut>> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        var serializer = options.Serializer;
        return new DurableFunction(function, serializer, async (context, input) =>
            Write(serializer, context, await AwaitAsync(function(context, Read<TIn>(serializer, input))).ConfigureAwait(false)));
    }

    /// <summary>A function with an input and no result, with the default options.</summary>
    /// <param name="function">The code.</param>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction Create<TIn>(Func<DurableContext, TIn, Task> function) => Create(function, new DurableFunctionOptions());

    /// <summary>A function with an input and no result.</summary>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults.</param>
    public static DurableFunction Create<TIn>(Func<DurableContext, TIn, Task> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        var serializer = options.Serializer;
        return new DurableFunction(function, serializer, async (context, input) =>
        {
            await AwaitAsync(function(context, Read<TIn>(serializer, input))).ConfigureAwait(false);
            return null;
        });
    }

    /// <summary>A function without an input and with a result, with the default options.</summary>
    /// <param name="function">The code.</param>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction Create<TOut>(Func<DurableContext, Task<TOut>> function) => Create(function, new DurableFunctionOptions());

    /// <summary>A function without an input and with a result.</summary>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults.</param>
    public static DurableFunction Create<TOut>(Func<DurableContext, Task<TOut>> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        var serializer = options.Serializer;
        return new DurableFunction(function, serializer, async (context, _) =>
            Write(serializer, context, await AwaitAsync(function(context)).ConfigureAwait(false)));
    }

    /// <summary>A function without an input and a result, with the default options.</summary>
    /// <param name="function">The code.</param>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static DurableFunction Create(Func<DurableContext, Task> function) => Create(function, new DurableFunctionOptions());

    /// <summary>A function without an input and a result.</summary>
    /// <param name="function">The code.</param>
    /// <param name="options">How it differs from the defaults.</param>
    public static DurableFunction Create(Func<DurableContext, Task> function, DurableFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        return new DurableFunction(function, options.Serializer, async (context, _) =>
        {
            await AwaitAsync(function(context)).ConfigureAwait(false);
            return null;
        });
    }

    internal Task<string?> RunAsync(DurableContext context, string? input) => _run(context, input);

    // Whoever starts an execution writes its input before there is an ARN, so that the place of an input has none.
    private static T Read<T>(IDurableSerializer serializer, string? payload) => serializer.Deserialize<T>(payload, SerializationContext.Input);

    private static string? Write<T>(IDurableSerializer serializer, DurableContext context, T value) =>
        serializer.Serialize(value, new SerializationContext(context.ExecutionArn, string.Empty));

    /// <summary>A function may hand out an operation as its own task; then our awaiter sees that it is awaited.</summary>
    private static async Task<T> AwaitAsync<T>(Task<T> task) =>
        task is DurableTask<T> operation ? await operation : await task.ConfigureAwait(false);

    private static async Task AwaitAsync(Task task)
    {
        if (task is DurableTask operation)
        {
            await operation;
        }
        else
        {
            await task.ConfigureAwait(false);
        }
    }
}
