using System.Diagnostics.CodeAnalysis;
using System.Text;
using DurableParallel.Errors;
using DurableParallel.Logging;
using DurableParallel.Running.Activity;
using DurableParallel.Serialization;

namespace DurableParallel.Running.Operations;

/// <summary>
/// Watches the time of one attempt of a step: signals the body's token when it is over, and takes the attempt away from a
/// body that has not ended after the grace. Keeps the latest heartbeat. Safe from any thread.
/// </summary>
internal sealed class AttemptLimit : IThreadPoolWorkItem
{
    /// <summary>Bytes of UTF-8. With its quotes in JSON it fits into an error beside all else that is always kept of one.</summary>
    public const int MaxDetailsBytes = 1024;

    // Timers of .NET take less than 50 days, and none of less than a millisecond.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly ITimedAttempt _attempt;
    private readonly StepLane _lane;
    private readonly StepConfig _config;
    private readonly TimeProvider _clock;
    private readonly string? _earlierDetails;
    private readonly long _startedAt;
    private readonly ITimer _timer;
    private Phase _phase;
    private CancellationTokenSource? _source;
    private CancellationTokenRegistration _outer;
    private TimeoutException? _timeout;
    private long _signalledAt;
    private long _beatAt;
    private string? _details;

    /// <summary>The body is about to be called.</summary>
    /// <param name="attempt">Whose attempt it is.</param>
    /// <param name="lane">Where its body runs.</param>
    /// <param name="config">The limits.</param>
    /// <param name="earlierDetails">The details on record of earlier attempts; null for none.</param>
    public AttemptLimit(ITimedAttempt attempt, StepLane lane, StepConfig config, string? earlierDetails)
    {
        (_attempt, _lane, _config, _earlierDetails) = (attempt, lane, config, earlierDetails);
        Number = attempt.Number;
        _clock = attempt.Context.Invocation.Request.Clock;
        _startedAt = _beatAt = _clock.GetTimestamp();
        _timer = DefaultFlow.Make(
            static limit => limit._clock.CreateTimer(static limit => ((AttemptLimit)limit!).OnTimer(), limit, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan),
            this);
        Arm(Left);
    }

    private enum Phase
    {
        /// <summary>The body has its time.</summary>
        Running,

        /// <summary>The time is over and the token signalled; the body has the grace to end.</summary>
        Signalled,

        /// <summary>The attempt has ended, with its body or without it.</summary>
        Over,
    }

    /// <summary>The number of the attempt, from 1.</summary>
    public int Number { get; }

    public bool TakesHeartbeats => _config.HeartbeatTimeout is not null;

    /// <summary>The latest details of this attempt, or else of an earlier one, as a payload; null for none.</summary>
    public string? Details => Volatile.Read(ref _details) ?? _earlierDetails;

    /// <summary>Signalled with that of the context, and when the time is over. Made when the body first asks.</summary>
    public CancellationToken Token
    {
        get
        {
            CancellationTokenSource source;
            lock (_lock)
            {
                if (_source is not null)
                {
                    return _source.Token;
                }

                _source = source = new CancellationTokenSource();
            }

            // Under no lock: it signals at once when the other one is signalled already.
            var context = _attempt.Context;
            var outer = context.Invocation.Cancellation.TokenOf(context.Node).UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
            Phase phase;
            lock (_lock)
            {
                phase = _phase;
                _outer = outer;
            }

            if (phase == Phase.Signalled)
            {
                source.Cancel();
            }
            else if (phase == Phase.Over)
            {
                outer.Unregister();
            }

            return source.Token;
        }
    }

    private TimeSpan Left
    {
        get
        {
            var ofAttempt = _config.Timeout - _clock.GetElapsedTime(_startedAt);
            var ofHeartbeat = _config.HeartbeatTimeout - _clock.GetElapsedTime(Volatile.Read(ref _beatAt));
            return ofAttempt is null || ofHeartbeat < ofAttempt ? ofHeartbeat!.Value : ofAttempt.Value;
        }
    }

    public void Beat() => Volatile.Write(ref _beatAt, _clock.GetTimestamp());

    public void Beat<T>(T details, in SerializationContext place)
    {
        var payload = _attempt.Serializer.Serialize(details, place) ?? string.Empty;
        if (Encoding.UTF8.GetByteCount(payload) is var bytes && bytes > MaxDetailsBytes)
        {
            throw new DurableLimitException(
                $"The heartbeat of {_attempt.Description}", bytes, MaxDetailsBytes, "byte of UTF-8", "bytes of UTF-8", "Give how far the body has come, and store the data elsewhere.");
        }

        if (LoneSurrogates.IsIn(payload))
        {
            throw PayloadErrors.NotWellFormed($"the heartbeat of {_attempt.Description}");
        }

        Volatile.Write(ref _details, payload);
        Beat();
    }

    public bool TryReadDetails<T>(in SerializationContext place, [MaybeNullWhen(false)] out T details)
    {
        details = _earlierDetails is null ? default : _attempt.Serializer.Deserialize<T>(_earlierDetails, place);
        return _earlierDetails is not null;
    }

    /// <summary>The body has ended. False when the attempt has ended without it.</summary>
    /// <param name="exception">What the body threw; it becomes the cause of a <see cref="TimeoutException"/> when the time was over.</param>
    public bool TryEnd(ref Exception? exception)
    {
        lock (_lock)
        {
            if (_phase == Phase.Over)
            {
                return false;
            }

            Close();
        }

        exception = exception is not null && _timeout is not null ? new TimeoutException(_timeout.Message, exception) : exception;
        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        bool isLeft;
        CancellationTokenSource? source;
        lock (_lock)
        {
            var left = _phase == Phase.Running ? Left : _config.TimeoutGrace - _clock.GetElapsedTime(_signalledAt);
            if (_phase == Phase.Over || left > TimeSpan.Zero)
            {
                Arm(left);
                return;
            }

            isLeft = _phase == Phase.Signalled;
            source = _source;
            if (isLeft)
            {
                Close();
            }
            else
            {
                BeginGrace();
            }
        }

        if (isLeft)
        {
            _attempt.OnTimeOver(_lane, _timeout!);
        }
        else
        {
            Signal(source);
        }
    }

    // On whatever thread the clock's timers fire, so it only hands over.
    private void OnTimer() => _attempt.Context.Invocation.Scheduler.Queue(this);

    private void BeginGrace()
    {
        _phase = Phase.Signalled;
        _timeout = _config.Timeout <= _clock.GetElapsedTime(_startedAt)
            ? AttemptErrors.TimedOut(_attempt.Description, Number, _config.Timeout.Value)
            : AttemptErrors.WithoutHeartbeat(_attempt.Description, Number, _config.HeartbeatTimeout!.Value);
        _signalledAt = _clock.GetTimestamp();
        Arm(_config.TimeoutGrace);
    }

    private void Close()
    {
        _phase = Phase.Over;
        _outer.Unregister();
        _timer.Dispose();
    }

    // Its callbacks are user code. The grace does not wait for them.
    private void Signal(CancellationTokenSource? source)
    {
        try
        {
            source?.Cancel();
        }
        catch (AggregateException exception)
        {
            _attempt.Context.Invocation.Logger.CancellationCallbackFailed(exception);
        }
    }

    private void Arm(TimeSpan left)
    {
        if (_phase != Phase.Over)
        {
            _timer.Change(left <= TimeSpan.Zero ? TimeSpan.Zero : left < ShortestTimer ? ShortestTimer : left < LongestTimer ? left : LongestTimer, Timeout.InfiniteTimeSpan);
        }
    }
}
