using System.Runtime.CompilerServices;
using DurableParallel.Compensating;
using DurableParallel.Errors;
using DurableParallel.Running.Operations;
using DurableParallel.Sagas;

namespace DurableParallel;

/// <summary>
/// A sequence of operations that belong together. When its block is left without <see cref="Complete"/>, what was done is
/// undone in reverse order, durably: a crash meanwhile changes nothing. As the last line of the block call
/// <see cref="Complete"/>; C# does not tell a dispose whether an exception left the block.
/// </summary>
/// <remarks>
/// A saga takes no place among the operations and records nothing until it undoes. Belongs to the body that opened it, and is
/// not for several threads at once. A saga in a branch that is canceled, or in an execution that is stopped, undoes nothing.
/// </remarks>
public sealed class DurableSaga : IAsyncDisposable
{
    private const string DefaultNamePrefix = "saga-step-";

    private readonly DurableContext _context;
    private readonly List<SagaEntry> _entries = [];
    private SagaPhase _phase;

    internal DurableSaga(DurableContext context, string? name)
    {
        _context = context;
        Name = name;
    }

    /// <summary>The saga's name; null when it has none.</summary>
    public string? Name { get; }

    /// <summary>Runs a step as <see cref="DurableContext.StepAsync{T}(string?, Func{StepContext, Task{T}}, StepConfig?)"/> does. When the saga fails and the step has succeeded, it is undone.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="body">The step's code, which calls no durable operation.</param>
    /// <param name="compensate">Undoes the step, given a context of its own and the step's value. A failing one is retried with <see cref="RetryStrategy.Default"/>, and does not stop the others.</param>
    /// <param name="config">Retry, semantics and serializer; null for the defaults.</param>
    /// <returns>The body's value as it was recorded.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or the result is itself a task.</exception>
    /// <exception cref="InvalidOperationException">The saga is completed or undone, or belongs to another body.</exception>
    /// <exception cref="StepFailedException">When awaited: the last attempt failed.</exception>
    [OverloadResolutionPriority(1)]
    public DurableTask<T> StepAsync<T>(string? name, Func<StepContext, Task<T>> body, Func<DurableContext, T, Task> compensate, StepConfig? config = null) =>
        Track(name, compensate, () => _context.StepAsync(name, body, config));

    /// <inheritdoc cref="StepAsync{T}(string?, Func{StepContext, Task{T}}, Func{DurableContext, T, Task}, StepConfig?)"/>
    [OverloadResolutionPriority(1)]
    public DurableTask<T> StepAsync<T>(string? name, Func<Task<T>> body, Func<DurableContext, T, Task> compensate, StepConfig? config = null) =>
        Track(name, compensate, () => _context.StepAsync(name, body, config));

    /// <inheritdoc cref="StepAsync{T}(string?, Func{StepContext, Task{T}}, Func{DurableContext, T, Task}, StepConfig?)"/>
    public DurableTask<T> StepAsync<T>(string? name, Func<StepContext, T> body, Func<DurableContext, T, Task> compensate, StepConfig? config = null) =>
        Track(name, compensate, () => _context.StepAsync(name, body, config));

    /// <inheritdoc cref="StepAsync{T}(string?, Func{StepContext, Task{T}}, Func{DurableContext, T, Task}, StepConfig?)"/>
    public DurableTask<T> StepAsync<T>(string? name, Func<T> body, Func<DurableContext, T, Task> compensate, StepConfig? config = null) =>
        Track(name, compensate, () => _context.StepAsync(name, body, config));

    /// <summary>Runs a step without a result. When the saga fails and the step has succeeded, it is undone.</summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="body">The step's code, which calls no durable operation.</param>
    /// <param name="compensate">Undoes the step, given a context of its own. A failing one is retried with <see cref="RetryStrategy.Default"/>, and does not stop the others.</param>
    /// <param name="config">Retry and semantics; null for the defaults.</param>
    /// <returns>A task that completes when the step is recorded.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The saga is completed or undone, or belongs to another body.</exception>
    /// <exception cref="StepFailedException">When awaited: the last attempt failed.</exception>
    [OverloadResolutionPriority(1)]
    public DurableTask StepAsync(string? name, Func<StepContext, Task> body, Func<DurableContext, Task> compensate, StepConfig? config = null) =>
        Track(name, compensate, () => _context.StepAsync(name, body, config));

    /// <inheritdoc cref="StepAsync(string?, Func{StepContext, Task}, Func{DurableContext, Task}, StepConfig?)"/>
    [OverloadResolutionPriority(1)]
    public DurableTask StepAsync(string? name, Func<Task> body, Func<DurableContext, Task> compensate, StepConfig? config = null) =>
        Track(name, compensate, () => _context.StepAsync(name, body, config));

    /// <inheritdoc cref="StepAsync(string?, Func{StepContext, Task}, Func{DurableContext, Task}, StepConfig?)"/>
    public DurableTask StepAsync(string? name, Action<StepContext> body, Func<DurableContext, Task> compensate, StepConfig? config = null) =>
        Track(name, compensate, () => _context.StepAsync(name, body, config));

    /// <inheritdoc cref="StepAsync(string?, Func{StepContext, Task}, Func{DurableContext, Task}, StepConfig?)"/>
    public DurableTask StepAsync(string? name, Action body, Func<DurableContext, Task> compensate, StepConfig? config = null) =>
        Track(name, compensate, () => _context.StepAsync(name, body, config));

    /// <summary>What undoes something that was done by now, by whatever operation. Call it after the await of that operation.</summary>
    /// <param name="compensate">Undoes it, given a context of its own. A failing one is retried with <see cref="RetryStrategy.Default"/>, and does not stop the others.</param>
    /// <exception cref="InvalidOperationException">The saga is completed or undone, or belongs to another body.</exception>
    public void CompensateWith(Func<DurableContext, Task> compensate) => CompensateWith(null, compensate);

    /// <inheritdoc cref="CompensateWith(Func{DurableContext, Task})"/>
    /// <param name="name">The name of what was done, under which it is undone: 1 to 256 characters without control characters and line separators, or null for "saga-step-" and its place.</param>
    /// <param name="compensate">Undoes it, given a context of its own. A failing one is retried with <see cref="RetryStrategy.Default"/>, and does not stop the others.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public void CompensateWith(string? name, Func<DurableContext, Task> compensate)
    {
        Check(compensate);
        Records.OperationName.Check(name);
        _entries.Add(new SagaEntry(Next(name, compensate), Operation: null, EndAsync: null));
    }

    /// <summary>All is done: leaving the block undoes nothing. Calling it again does nothing.</summary>
    /// <exception cref="InvalidOperationException">What was done is undone already.</exception>
    public void Complete()
    {
        _context.RequireOwnBody();
        if (_phase == SagaPhase.Undone)
        {
            throw Misuse.Of($"{Description} was completed after it had been undone. Call Complete as the last line of its block.");
        }

        _phase = SagaPhase.Completed;
    }

    /// <summary>
    /// Undoes what was done, the last thing first, unless <see cref="Complete"/> was called. Operations that were begun and have
    /// not ended are awaited first. Is not reached when the invocation is suspended.
    /// </summary>
    /// <returns>A task that completes when all is undone.</returns>
    /// <exception cref="SagaCompensationException">When awaited: a compensation failed for good. The others have run. It takes the place of the exception that left the block.</exception>
    public ValueTask DisposeAsync() => _phase == SagaPhase.Open ? new ValueTask(UndoAsync(cause: null)) : ValueTask.CompletedTask;

    /// <summary>Undoes what was done, because of an exception, which is thrown if there is nothing worse to say.</summary>
    internal async Task UndoAsync(Exception? cause)
    {
        _context.RequireOwnBody();
        _phase = SagaPhase.Undone;

        // Its block was left, be it that the framework has awaited what was canceled.
        _context.OnCancelSeen();
        foreach (var entry in _entries)
        {
            if (entry is { EndAsync: { } endAsync, Operation.IsCompleted: false })
            {
                await endAsync().ConfigureAwait(false);
            }
        }

        var done = _entries.Where(static entry => entry.IsDone).Select(static entry => entry.Compensation).Reverse().ToList();
        if (done.Count == 0)
        {
            return;
        }

        var errors = await _context.Child<List<CompensationError>>(
            ChildContextKind.Child,
            CompensationRun.NameOf(Name),
            new CompensationRun(done).RunAsync,
            CompensationRun.Serializer).ValueTask.ConfigureAwait(false);
        if (errors.Count > 0)
        {
            throw new SagaCompensationException(Name, errors, cause ?? _entries.Find(static entry => entry.Failure is not null)?.Failure);
        }
    }

    private string Description => Name is null ? "The unnamed saga" : $"The saga '{Name}'";

    private DurableTask<T> Track<T>(string? name, Func<DurableContext, T, Task> compensate, Func<DurableTask<T>> begin)
    {
        Check(compensate);
        var operation = begin();
        _entries.Add(new SagaEntry(Next(name, context => compensate(context, ((Task<T>)operation).Result)), operation, EndAsync));
        return operation;

        async Task EndAsync()
        {
            try
            {
                await operation;
            }
            catch (Exception)
            {
                // What was not done is not undone, and the code that awaits the operation has its exception.
            }
        }
    }

    private DurableTask Track(string? name, Func<DurableContext, Task> compensate, Func<DurableTask> begin)
    {
        Check(compensate);
        var operation = begin();
        _entries.Add(new SagaEntry(Next(name, compensate), operation, EndAsync));
        return operation;

        async Task EndAsync()
        {
            try
            {
                await operation;
            }
            catch (Exception)
            {
                // As above.
            }
        }
    }

    private Compensation Next(string? name, Func<DurableContext, Task> compensate) =>
        new(_entries.Count, name ?? $"{DefaultNamePrefix}{_entries.Count}", compensate);

    private void Check(Delegate compensate)
    {
        Misuse.ThrowIfNull(compensate);
        _context.RequireOwnBody();
        if (_phase != SagaPhase.Open)
        {
            throw Misuse.Of(
                $"{Description} was given something to undo after it had been {(_phase == SagaPhase.Completed ? "completed" : "undone")}. "
                + "Call Complete as the last line of its block, and open another saga for what follows.");
        }
    }
}
