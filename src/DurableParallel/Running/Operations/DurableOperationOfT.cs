using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>An operation with a result; <see cref="Nothing"/> where the caller sees none.</summary>
internal abstract class DurableOperation<T> : DurableOperation
{
    private readonly Task _task;
    private T? _value;
    private Exception? _exception;

    protected DurableOperation(DurableContext context)
        : base(context)
    {
        _task = DefaultFlow.Make<Task, DurableOperation<T>>(
            static operation => operation is DurableOperation<Nothing> nothing ? new DurableTask(nothing) : new DurableTask<T>(operation),
            this);
    }

    public override Task Task => _task;

    // Made by the constructor as the one or the other; which of them the callers of both know.
    public DurableTask<T> ValueTask => Unsafe.As<DurableTask<T>>(_task);

    public DurableTask VoidTask => (DurableTask)_task;

    protected override bool HasEndedAsCanceled => _exception is OperationCanceledException;

    /// <summary>What the task's own delegate returns or throws: it runs when the outcome is there.</summary>
    public T TakeOutcome()
    {
        ThrowIfFailed();
        return _value!;
    }

    /// <inheritdoc cref="DurableOperation.AwaitedIn"/>
    public DurableOperation<T> AwaitedBy(object? frame) => ReferenceEquals(frame, Context) ? this : AwaitedElsewhere(frame);

    private DurableOperation<T> AwaitedElsewhere(object? frame)
    {
        switch (frame)
        {
            case IStepFrame step:
                throw MisplacedAwait.InStep(this, step);
            case DurableContext other when ReferenceEquals(other.Invocation, Invocation):
                OnSeen();
                return other.WaitFor(this);
            default:
                return this;
        }
    }

    public override DurableOperation AwaitedIn(object? frame) => AwaitedBy(frame);

    public override void ThrowIfFailed()
    {
        if (_exception is not null)
        {
            ExceptionDispatchInfo.Throw(_exception);
        }
    }

    /// <summary>Completes an operation that was never pending: its awaiters find it completed.</summary>
    protected void CompleteNow() => RunTask();

    protected void SetValue(T value) => _value = value;

    protected void SetException(Exception exception) => _exception = exception;
}
