using System.Runtime.CompilerServices;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Steps;

namespace DurableParallel;

/// <content>Steps: code whose outcome is recorded, so that it does not run again.</content>
public sealed partial class DurableContext
{
    /// <summary>Runs a body and records its outcome; on replay the record answers and the body does not run.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="body">The code to run. It may run more than once, see <see cref="StepSemantics"/>, and calls no durable operation.</param>
    /// <param name="config">Retry, semantics and serializer; null for the defaults.</param>
    /// <returns>The body's value as it was recorded: serialised and deserialised.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or the result is itself a task.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="StepFailedException">When awaited: the last attempt failed.</exception>
    [OverloadResolutionPriority(1)]
    public DurableTask<T> StepAsync<T>(string? name, Func<StepContext, Task<T>> body, StepConfig? config = null) => Step<T>(name, body, config).ValueTask;

    /// <inheritdoc cref="StepAsync{T}(string?, Func{StepContext, Task{T}}, StepConfig?)"/>
    [OverloadResolutionPriority(1)]
    public DurableTask<T> StepAsync<T>(string? name, Func<Task<T>> body, StepConfig? config = null) => Step<T>(name, body, config).ValueTask;

    /// <inheritdoc cref="StepAsync(string?, Action, StepConfig?)"/>
    [OverloadResolutionPriority(1)]
    public DurableTask StepAsync(string? name, Func<StepContext, Task> body, StepConfig? config = null) => Step<Nothing>(name, body, config).VoidTask;

    /// <inheritdoc cref="StepAsync(string?, Action, StepConfig?)"/>
    [OverloadResolutionPriority(1)]
    public DurableTask StepAsync(string? name, Func<Task> body, StepConfig? config = null) => Step<Nothing>(name, body, config).VoidTask;

    /// <inheritdoc cref="StepAsync{T}(string?, Func{StepContext, Task{T}}, StepConfig?)"/>
    public DurableTask<T> StepAsync<T>(string? name, Func<StepContext, T> body, StepConfig? config = null) => Step<T>(name, body, config).ValueTask;

    /// <inheritdoc cref="StepAsync{T}(string?, Func{StepContext, Task{T}}, StepConfig?)"/>
    public DurableTask<T> StepAsync<T>(string? name, Func<T> body, StepConfig? config = null) => Step<T>(name, body, config).ValueTask;

    /// <inheritdoc cref="StepAsync(string?, Action, StepConfig?)"/>
    public DurableTask StepAsync(string? name, Action<StepContext> body, StepConfig? config = null) => Step<Nothing>(name, body, config).VoidTask;

    /// <summary>Runs a body and records that it has ended; on replay it does not run.</summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="body">The code to run. It may run more than once, see <see cref="StepSemantics"/>, and calls no durable operation.</param>
    /// <param name="config">Retry, semantics and serializer; null for the defaults.</param>
    /// <returns>A task that completes when the end of the step is on record.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="StepFailedException">When awaited: the last attempt failed.</exception>
    public DurableTask StepAsync(string? name, Action body, StepConfig? config = null) => Step<Nothing>(name, body, config).VoidTask;

    private StepOperation<T> Step<T>(string? name, Delegate body, StepConfig? config)
    {
        Misuse.ThrowIfNull(body);
        StepBody.RefuseTaskResult<T>(name);
        var step = new StepOperation<T>(this, Next(OperationType.Step, OperationSubTypes.Step, name), body, config);
        step.Begin();
        return step;
    }
}
