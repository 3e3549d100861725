using System.Runtime.CompilerServices;

namespace DurableParallel;

/// <summary>Awaits a durable operation with a result.</summary>
/// <typeparam name="T">The type of the operation's result.</typeparam>
public readonly struct DurableAwaiter<T> : ICriticalNotifyCompletion, IEquatable<DurableAwaiter<T>>
{
    private readonly DurableTask<T> _task;

    internal DurableAwaiter(DurableTask<T> task) => _task = task;

    /// <summary>Whether the operation has ended.</summary>
    public bool IsCompleted => _task.IsCompleted;

    /// <summary>The operation's result; throws what it ended with, if it failed.</summary>
    public T GetResult()
    {
        _task.Operation.OnObserved();
        return Inner.GetResult();
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
    {
        _task.Operation.OnSeen();
        Inner.OnCompleted(continuation);
        _task.Operation.OnAwaited();
    }

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
    {
        _task.Operation.OnSeen();
        Inner.UnsafeOnCompleted(continuation);
        _task.Operation.OnAwaited();
    }

    /// <inheritdoc/>
    public bool Equals(DurableAwaiter<T> other) => ReferenceEquals(_task, other._task);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DurableAwaiter<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(_task);

    /// <summary>Whether both await the same operation.</summary>
    public static bool operator ==(DurableAwaiter<T> left, DurableAwaiter<T> right) => left.Equals(right);

    /// <summary>Whether the two await different operations.</summary>
    public static bool operator !=(DurableAwaiter<T> left, DurableAwaiter<T> right) => !left.Equals(right);

    private ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter Inner => ((Task<T>)_task).ConfigureAwait(false).GetAwaiter();
}
