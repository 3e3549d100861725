using DurableParallel.Errors;

namespace DurableParallel.Testing;

/// <summary>
/// A fault at the k-th checkpoint that a host makes durable, or at the k-th news that it tells a function, counted from 1
/// over every run that the plan is given to. It fires once, except <see cref="RepeatDeliveries"/>; what comes after it is
/// only counted. Safe from any thread.
/// </summary>
public sealed class FaultPlan
{
    // What the client for AWS does: three attempts, with 100 ms before the second and four times as much before the next.
    private const int MaxAttempts = 3;
    private const int BackoffRate = 4;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan _delay;
    private readonly int _refusals;
    private readonly Lock _lock = new();
    private int _checkpoints;
    private int _batches;
    private int _deliveries;
    private bool _hasFired;

    private FaultPlan(FaultKind kind, int at, TimeSpan delay = default, int refusals = 0)
    {
        Kind = kind;
        At = at;
        _delay = delay;
        _refusals = refusals;
    }

    /// <summary>What happens.</summary>
    public FaultKind Kind { get; }

    /// <summary>At which checkpoint or news, from 1; 0 for a plan that only counts, or that repeats all news.</summary>
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

    /// <summary>How many news the function was told: that a wait is over, a retry is due, a callback or an invoke has ended.</summary>
    public int Deliveries
    {
        get
        {
            lock (_lock)
            {
                return _deliveries;
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
    /// <returns>The plan, for one run.</returns>
    public static FaultPlan CountOnly() => new(FaultKind.None, 0);

    /// <summary>The process dies before the checkpoint is durable.</summary>
    /// <param name="checkpoint">Which one, from 1.</param>
    /// <returns>The plan, for one run.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="checkpoint"/> is below 1.</exception>
    public static FaultPlan CrashBefore(int checkpoint) => Create(FaultKind.CrashBefore, checkpoint);

    /// <summary>The process dies once the checkpoint is durable and acknowledged.</summary>
    /// <param name="checkpoint">Which one, from 1.</param>
    /// <returns>The plan, for one run.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="checkpoint"/> is below 1.</exception>
    public static FaultPlan CrashAfter(int checkpoint) => Create(FaultKind.CrashAfter, checkpoint);

    /// <summary>The checkpoint becomes durable, nobody is told, and the process dies.</summary>
    /// <param name="checkpoint">Which one, from 1.</param>
    /// <returns>The plan, for one run.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="checkpoint"/> is below 1.</exception>
    public static FaultPlan LoseAcknowledgement(int checkpoint) => Create(FaultKind.LoseAcknowledgement, checkpoint);

    /// <summary>The checkpoint takes a while to become durable. The clock moves on by that, so that waits may come due meanwhile.</summary>
    /// <param name="checkpoint">Which one, from 1.</param>
    /// <param name="delay">How long; above zero.</param>
    /// <returns>The plan, for one run.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="checkpoint"/> is below 1, or <paramref name="delay"/> is not above zero.</exception>
    public static FaultPlan DelayCheckpoint(int checkpoint, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(checkpoint, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero);
        return new FaultPlan(FaultKind.DelayCheckpoint, checkpoint, delay);
    }

    /// <summary>
    /// The checkpoint is refused for being one too many at a time, and is sent again, as the client for AWS does: after 100
    /// and after 400 ms. When it is refused three times the invocation is given up, and the next one goes on from what is
    /// durable.
    /// </summary>
    /// <param name="checkpoint">Which one, from 1.</param>
    /// <param name="refusals">How often it is refused, from 1.</param>
    /// <returns>The plan, for one run.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="checkpoint"/> or <paramref name="refusals"/> is below 1.</exception>
    public static FaultPlan Throttle(int checkpoint, int refusals = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(checkpoint, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(refusals, 1);
        return new FaultPlan(FaultKind.Throttle, checkpoint, refusals: refusals);
    }

    /// <summary>The function is told some news twice: that a wait is over, a retry is due, a callback or an invoke has ended.</summary>
    /// <param name="delivery">Which news, from 1.</param>
    /// <returns>The plan, for one run.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delivery"/> is below 1.</exception>
    public static FaultPlan DuplicateDelivery(int delivery)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delivery, 1);
        return new FaultPlan(FaultKind.DuplicateDelivery, delivery);
    }

    /// <summary>
    /// The function is told all news twice, and all earlier news once more with each: late, and after newer ones. This goes
    /// on for as long as the plan is used.
    /// </summary>
    /// <returns>The plan. Its <see cref="At"/> is 0.</returns>
    public static FaultPlan RepeatDeliveries() => new(FaultKind.RepeatDeliveries, 0);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        FaultKind.RepeatDeliveries => $"{Kind}",
        FaultKind.None => "no fault",
        FaultKind.DelayCheckpoint => $"{Kind} {At} by {_delay}",
        FaultKind.Throttle => $"{Kind} {At}, {Counted.Of(_refusals, "time")}",
        _ => $"{Kind} {At}",
    };

    /// <summary>A plan with any of the faults that need nothing but a number.</summary>
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
            if (_hasFired || Kind is FaultKind.None or FaultKind.DuplicateDelivery or FaultKind.RepeatDeliveries || position < 1 || position > updates)
            {
                _checkpoints += updates;
                return new FaultVerdict(updates, updates, IsCrash: false);
            }

            _hasFired = true;
            if (Kind == FaultKind.DelayCheckpoint || (Kind == FaultKind.Throttle && _refusals < MaxAttempts))
            {
                _checkpoints += updates;
                return new FaultVerdict(updates, updates, IsCrash: false, Kind == FaultKind.Throttle ? Backoff(_refusals) : _delay);
            }

            var durable = Kind is FaultKind.CrashBefore or FaultKind.Throttle ? position - 1 : position;
            var acknowledged = Kind == FaultKind.CrashAfter ? position : position - 1;
            _checkpoints += durable;
            return new FaultVerdict(durable, acknowledged, IsCrash: true, Kind == FaultKind.Throttle ? Backoff(MaxAttempts - 1) : default);
        }
    }

    /// <summary>Whether the news that is about to be told is to be told twice. Counts it.</summary>
    internal bool AdmitDelivery()
    {
        lock (_lock)
        {
            _deliveries++;
            if (Kind == FaultKind.RepeatDeliveries)
            {
                _hasFired = true;
                return true;
            }

            if (_hasFired || Kind != FaultKind.DuplicateDelivery || _deliveries != At)
            {
                return false;
            }

            _hasFired = true;
            return true;
        }
    }

    private static TimeSpan Backoff(int pauses)
    {
        var sum = TimeSpan.Zero;
        for (var pause = 0; pause < pauses; pause++)
        {
            sum += FirstBackoff * Math.Pow(BackoffRate, pause);
        }

        return sum;
    }
}
