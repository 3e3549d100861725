using System.Diagnostics.CodeAnalysis;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Running;

namespace DurableParallel;

/// <summary>What becomes of a branch with a result.</summary>
/// <typeparam name="T">The type of the branch's result.</typeparam>
public sealed class DurableFuture<T> : DurableFuture
{
    private const int Keeping = 1;
    private const int Read = 2;
    private T? _value;
    private int _reading;

    private DurableFuture(BranchScope scope, string? name, Delegate body, BranchOptions<T>? options)
        : base(scope, name, body, options?.Serializer)
    {
        if (options?.Compensate is { } compensate)
        {
            Compensation = context => compensate(context, TakeValue());
        }
    }

    /// <summary>
    /// The branch's value, as it was recorded. Under a minimum or a tolerance a branch may be missing:
    /// <see cref="TryGetResult"/> and <see cref="ResultOr"/> do not throw for one.
    /// </summary>
    /// <exception cref="InvalidOperationException">The scope was not joined yet, or is still running.</exception>
    /// <exception cref="BranchFailedException">The branch failed; carries the root error.</exception>
    /// <exception cref="BranchSkippedException">The branch never started.</exception>
    /// <exception cref="BranchCanceledException">The branch was canceled because the scope was decided without it.</exception>
    public T Result
    {
        get
        {
            RequireJoined();
            return TakeOutcome<T>();
        }
    }

    internal override bool HasResult => true;

    /// <summary>Takes the value if the branch succeeded.</summary>
    /// <param name="value">The value; the default of the type when the branch did not succeed.</param>
    /// <returns>True when the branch succeeded.</returns>
    /// <exception cref="InvalidOperationException">The scope was not joined yet, or is still running.</exception>
    public bool TryGetResult([MaybeNullWhen(false)] out T value)
    {
        RequireJoined();
        var succeeded = Status == BranchStatus.Succeeded;
        value = succeeded ? TakeValue() : default;
        return succeeded;
    }

    /// <summary>The value if the branch succeeded, else the fallback.</summary>
    /// <param name="fallback">What is returned when the branch did not succeed.</param>
    /// <returns>The value or the fallback.</returns>
    /// <exception cref="InvalidOperationException">The scope was not joined yet, or is still running.</exception>
    public T ResultOr(T fallback) => TryGetResult(out var value) ? value : fallback;

    /// <summary>
    /// A task with the branch's value: for siblings that need it while the join runs, and between registrations under
    /// <see cref="BranchStart.AtRegistration"/>.
    /// </summary>
    /// <returns>A task that ends as the branch does.</returns>
    /// <exception cref="InvalidOperationException">The scope was not joined yet, and its branches start at the join.</exception>
    public new DurableTask<T> AsTask() => Scope.WaitFor<T>(this).ValueTask;

    /// <summary>
    /// What undoes the branch, as <see cref="BranchOptions{T}.Compensate"/> does: it runs when the branch succeeded and the scope as a
    /// whole is a failure.
    /// </summary>
    /// <param name="compensate">Undoes it, given a context of its own and the branch's value. A failing one is retried with <see cref="RetryStrategy.Default"/>, and does not stop the others.</param>
    /// <returns>This future.</returns>
    /// <exception cref="InvalidOperationException">The join has begun, or the branch has a compensation.</exception>
    public DurableFuture<T> CompensateWith(Func<DurableContext, T, Task> compensate)
    {
        Misuse.ThrowIfNull(compensate);
        SetCompensation(context => compensate(context, TakeValue()));
        return this;
    }

    /// <inheritdoc cref="DurableFuture.CompensateWith"/>
    public new DurableFuture<T> CompensateWith(Func<DurableContext, Task> compensate)
    {
        base.CompensateWith(compensate);
        return this;
    }

    internal static DurableFuture<T> Create(BranchScope scope, string? name, Delegate body, BranchOptions<T>? options) =>
        new(scope, name, body, options);

    internal override BranchRun CreateRun(IBranchRunOwner owner, Novelty novelty, BranchStatus? recordedStatus = null) =>
        new BranchRun<T>(owner, this, novelty, recordedStatus);

    internal override bool TryReadValue()
    {
        if (Volatile.Read(ref _reading) == Read || Status != BranchStatus.Succeeded)
        {
            return true;
        }

        var place = new SerializationContext(Scope.Identity, Id, Name);
        if (!RecordedValue.TryRead<T>(Scope.Identity.Invocation, Scope.Identity.HeaderOf(this), place, ResultSerializer, Payload, place, out var value))
        {
            return false;
        }

        Keep(value);
        return true;
    }

    /// <summary>The value, which <see cref="TryReadValue"/> has read.</summary>
    internal T TakeValue() => _value!;

    // Of several who have read it at the same time, all see what the first one keeps. In a field of its own and not in a
    // box: there may be very many branches.
    private void Keep(T value)
    {
        if (Interlocked.CompareExchange(ref _reading, Keeping, 0) == 0)
        {
            _value = value;
            Volatile.Write(ref _reading, Read);
            return;
        }

        var spin = default(SpinWait);
        while (Volatile.Read(ref _reading) != Read)
        {
            spin.SpinOnce();
        }
    }
}
