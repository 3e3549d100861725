using System.Runtime.CompilerServices;

namespace DurableParallel;

/// <summary>Awaits a durable operation without a result.</summary>
public readonly struct DurableAwaiter : ICriticalNotifyCompletion, IEquatable<DurableAwaiter>
{
    private readonly DurableTask _task;

    internal DurableAwaiter(DurableTask task) => _task = task;

    /// <summary>Whether the operation has ended.</summary>
    public bool IsCompleted => _task.IsCompleted;

    /// <summary>Throws what the operation ended with, if it failed.</summary>
    public void GetResult()
    {
        _task.Operation.OnObserved();
        Inner.GetResult();
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
    public bool Equals(DurableAwaiter other) => ReferenceEquals(_task, other._task);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DurableAwaiter other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(_task);

    /// <summary>Whether both await the same operation.</summary>
    public static bool operator ==(DurableAwaiter left, DurableAwaiter right) => left.Equals(right);

    /// <summary>Whether the two await different operations.</summary>
    public static bool operator !=(DurableAwaiter left, DurableAwaiter right) => !left.Equals(right);

    private ConfiguredTaskAwaitable.ConfiguredTaskAwaiter Inner => ((Task)_task).ConfigureAwait(false).GetAwaiter();
}
