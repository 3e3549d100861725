using System.Runtime.CompilerServices;
using DurableParallel.Callbacks;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Serialization;

namespace DurableParallel;

/// <content>Callbacks: results that come from outside.</content>
public sealed partial class DurableContext
{
    private const int LongestResultType = 256;
    private const string CallbackSuffix = "-callback";
    private const string SubmitterSuffix = "-submitter";

    // A callback together with the step that hands out its id.
    private static readonly ChildContextKind WaitForCallbackKind =
        new("the wait for a callback", OperationSubTypes.WaitForCallback, CallbackErrors.ToException);

    /// <summary>
    /// Creates a callback, which the outside completes by its id: a person who approves, a system that reports back. It
    /// never throws for a callback that has ended; only <see cref="DurableCallback{T}.GetResultAsync"/> does.
    /// </summary>
    /// <typeparam name="T">The type of the result. A string is accepted as JSON and as plain text; no payload is the default of the type.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="config">Limits and serializer; null for no limit and the function's serializer.</param>
    /// <returns>The callback, once it is on record, so that it can be completed from then on.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask<DurableCallback<T>> CreateCallbackAsync<T>(string? name, CallbackConfig? config = null)
    {
        var serializer = config?.Serializer ?? Serializer;
        return CreateCallback<DurableCallback<T>>(name, OptionsOf<T>(config), (created, callbackId, ended) => created.Typed<T>(callbackId, serializer, ended));
    }

    /// <summary>
    /// Creates a callback without a result, which the outside completes by its id. It never throws for a callback that has
    /// ended; only <see cref="DurableCallback.WaitAsync"/> does. A payload that it is completed with is not looked at.
    /// </summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="config">Limits; null for no limit. Its serializer has nothing to do here.</param>
    /// <returns>The callback, once it is on record, so that it can be completed from then on.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask<DurableCallback> CreateCallbackAsync(string? name, CallbackConfig? config = null) =>
        CreateCallback<DurableCallback>(
            name,
            OptionsOf<Nothing>((config ?? new CallbackConfig()) with { Serializer = IgnoredPayload.Instance }),
            static (created, callbackId, ended) => new DurableCallback(created.Typed<Nothing>(callbackId, IgnoredPayload.Instance, ended)));

    /// <summary>
    /// Creates a callback, hands its id out in a step, and waits for the result: all under one record, so that nothing is
    /// left of it on replay but the result.
    /// </summary>
    /// <typeparam name="T">The type of the result. A string is accepted as JSON and as plain text; no payload is the default of the type.</typeparam>
    /// <param name="name">1 to 246 characters without control characters and line separators, as the operations inside are named after it; or null for none.</param>
    /// <param name="submitter">Hands the callback's id to whoever will complete it. It is a step's body: it may run more than once and calls no durable operation.</param>
    /// <param name="config">Limits, serializer, and the submitter's retries; null for no limit and the defaults.</param>
    /// <returns>The result as it was recorded: serialised and deserialised.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="CallbackFailedException">When awaited: the callback was completed with an error, or the submitter failed.</exception>
    /// <exception cref="CallbackTimedOutException">When awaited: the callback's time was up, or no heartbeat came in time.</exception>
    [OverloadResolutionPriority(1)]
    public DurableTask<T> WaitForCallbackAsync<T>(string? name, Func<string, StepContext, Task> submitter, WaitForCallbackConfig? config = null)
    {
        Misuse.ThrowIfNull(submitter);
        OperationName.CheckPrefix(name, SubmitterSuffix);
        Func<DurableContext, Task<T>> body = child => SubmitAndWaitAsync<T>(child, name, submitter, config);
        return Child<T>(WaitForCallbackKind, name, body, config?.Serializer).ValueTask;
    }

    /// <inheritdoc cref="WaitForCallbackAsync{T}(string?, Func{string, StepContext, Task}, WaitForCallbackConfig?)"/>
    public DurableTask<T> WaitForCallbackAsync<T>(string? name, Action<string, StepContext> submitter, WaitForCallbackConfig? config = null) =>
        WaitForCallbackAsync<T>(name, ToAsync(submitter), config);

    /// <summary>
    /// Creates a callback, hands its id out in a step, and waits until it is completed, all under one record. A payload that it is
    /// completed with is not looked at.
    /// </summary>
    /// <param name="name">1 to 246 characters without control characters and line separators, as the operations inside are named after it; or null for none.</param>
    /// <param name="submitter">Hands the callback's id to whoever will complete it. It is a step's body: it may run more than once and calls no durable operation.</param>
    /// <param name="config">Limits, and the submitter's retries; null for no limit and the defaults. Its serializer has nothing to do here.</param>
    /// <returns>A task that completes when the callback is completed and that is recorded.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="CallbackFailedException">When awaited: the callback was completed with an error, or the submitter failed.</exception>
    /// <exception cref="CallbackTimedOutException">When awaited: the callback's time was up, or no heartbeat came in time.</exception>
    [OverloadResolutionPriority(1)]
    public DurableTask WaitForCallbackAsync(string? name, Func<string, StepContext, Task> submitter, WaitForCallbackConfig? config = null)
    {
        Misuse.ThrowIfNull(submitter);
        OperationName.CheckPrefix(name, SubmitterSuffix);
        var ignoring = (config ?? new WaitForCallbackConfig()) with { Serializer = IgnoredPayload.Instance };
        Func<DurableContext, Task> body = child => SubmitAndWaitAsync<object?>(child, name, submitter, ignoring);
        return Child<Nothing>(WaitForCallbackKind, name, body, serializer: null).VoidTask;
    }

    /// <inheritdoc cref="WaitForCallbackAsync(string?, Func{string, StepContext, Task}, WaitForCallbackConfig?)"/>
    public DurableTask WaitForCallbackAsync(string? name, Action<string, StepContext> submitter, WaitForCallbackConfig? config = null) =>
        WaitForCallbackAsync(name, ToAsync(submitter), config);

    /// <summary>Whether this context is the other one, or one below it.</summary>
    internal bool IsAtOrBelow(DurableContext other)
    {
        var node = Node;
        while (node is not null && !ReferenceEquals(node, other.Node))
        {
            node = node.Parent;
        }

        return node is not null;
    }

    private DurableTask<TCallback> CreateCallback<TCallback>(
        string? name,
        CallbackOptions options,
        Func<CallbackOperation<TCallback>, string, OperationRecord?, TCallback> make)
    {
        var header = Next(OperationType.Callback, OperationSubTypes.Callback, name);
        var callback = new CallbackOperation<TCallback>(this, header, options, make);
        callback.Begin();
        return callback.ValueTask;
    }

    private static async Task<T> SubmitAndWaitAsync<T>(DurableContext child, string? name, Func<string, StepContext, Task> submitter, WaitForCallbackConfig? config)
    {
        var callback = await child.CreateCallbackAsync<T>(name is null ? null : name + CallbackSuffix, config);
        await child.StepAsync(
            name is null ? null : name + SubmitterSuffix,
            step => submitter(callback.CallbackId, step),
            new StepConfig { Retry = config?.Retry });
        return await callback.GetResultAsync();
    }

    private static Func<string, StepContext, Task> ToAsync(Action<string, StepContext> submitter)
    {
        Misuse.ThrowIfNull(submitter);
        return (callbackId, step) =>
        {
            submitter(callbackId, step);
            return Task.CompletedTask;
        };
    }

    private static CallbackOptions OptionsOf<T>(CallbackConfig? config)
    {
        var type = PayloadType<T>.Instance.Name;
        return new CallbackOptions
        {
            TimeoutMilliseconds = ToMilliseconds(config?.Timeout, nameof(CallbackConfig.Timeout)),
            HeartbeatTimeoutMilliseconds = ToMilliseconds(config?.HeartbeatTimeout, nameof(CallbackConfig.HeartbeatTimeout)),
            ResultType = config?.Serializer is null && type.Length <= LongestResultType ? type : null,
        };
    }

    private static long ToMilliseconds(TimeSpan? limit, string parameter) => limit is { } duration ? DurationRule.ToMilliseconds(duration, parameter) : 0;
}
