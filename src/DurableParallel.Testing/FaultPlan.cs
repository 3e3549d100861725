namespace DurableParallel.Testing;

/// <summary>
/// A fault at the k-th checkpoint that a host makes durable, counted from 1 over every run that the plan is given to. It
/// fires once; the runs after it only count. Safe from any thread.
/// </summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private int _checkpoints;
    private int _batches;
    private bool _hasFired;

    private FaultPlan(FaultKind kind, int at)
    {
        Kind = kind;
        At = at;
    }

    /// <summary>What happens.</summary>
    public FaultKind Kind { get; }

    /// <summary>At which checkpoint, from 1; 0 for a plan that only counts.</summary>
    public int At { get; }

    /// <summary>How many checkpoints have become durable.</summary>
    public int Checkpoints
    {
        get
        {
            lock (_lock)
            {
                return _checkpoints;
            }
        }
    }

    /// <summary>In how many batches they came, one that the fault cut short included.</summary>
    public int Batches
    {
        get
        {
            lock (_lock)
            {
                return _batches;
            }
        }
    }

    /// <summary>Whether the fault has happened.</summary>
    public bool HasFired
    {
        get
        {
            lock (_lock)
            {
                return _hasFired;
            }
        }
    }

    /// <summary>A plan without a fault, which counts.</summary>
    public static FaultPlan CountOnly() => new(FaultKind.None, 0);

    /// <summary>The process dies before the checkpoint is durable.</summary>
    /// <param name="checkpoint">Which one, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="checkpoint"/> is below 1.</exception>
    public static FaultPlan CrashBefore(int checkpoint) => Create(FaultKind.CrashBefore, checkpoint);

    /// <summary>The process dies once the checkpoint is durable and acknowledged.</summary>
    /// <param name="checkpoint">Which one, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="checkpoint"/> is below 1.</exception>
    public static FaultPlan CrashAfter(int checkpoint) => Create(FaultKind.CrashAfter, checkpoint);

    /// <summary>The checkpoint becomes durable, nobody is told, and the process dies.</summary>
    /// <param name="checkpoint">Which one, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="checkpoint"/> is below 1.</exception>
    public static FaultPlan LoseAcknowledgement(int checkpoint) => Create(FaultKind.LoseAcknowledgement, checkpoint);

    /// <inheritdoc/>
    public override string ToString() => Kind == FaultKind.None ? "no fault" : $"{Kind} {At}";

    /// <summary>A plan with any of the faults.</summary>
    internal static FaultPlan Create(FaultKind kind, int checkpoint)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(checkpoint, 1);
        return new FaultPlan(kind, checkpoint);
    }

    /// <summary>What becomes of a batch that is about to be committed. Counts what becomes durable.</summary>
    /// <param name="updates">How many checkpoints the batch has; 0 does not count as a batch.</param>
    internal FaultVerdict Admit(int updates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(updates);
        if (updates == 0)
        {
            return new FaultVerdict(0, 0, IsCrash: false);
        }

        lock (_lock)
        {
            _batches++;
            var position = At - _checkpoints;
            if (_hasFired || Kind == FaultKind.None || position < 1 || position > updates)
            {
                _checkpoints += updates;
                return new FaultVerdict(updates, updates, IsCrash: false);
            }

            _hasFired = true;
            var durable = Kind == FaultKind.CrashBefore ? position - 1 : position;
            var acknowledged = Kind == FaultKind.CrashAfter ? position : position - 1;
            _checkpoints += durable;
            return new FaultVerdict(durable, acknowledged, IsCrash: true);
        }
    }
}
