namespace DurableParallel.Engine.Turns;

/// <summary>
/// Ends a turn so that another one begins: signals the tokens of what runs, and cuts it when no step runs any more, or when
/// they have had their time to end.
/// </summary>
internal sealed class TurnRestart : IThreadPoolWorkItem
{
    private readonly InProcessTurn _turn;
    private readonly TurnServices _services;
    private readonly ITimer _grace;
    private volatile bool _isOver;
    private int _overs;

    public TurnRestart(InProcessTurn turn, TurnServices services)
    {
        _turn = turn;
        _services = services;
        _grace = services.TimeProvider.CreateTimer(static restart => ((TurnRestart)restart!).End(), this, StepConfig.DefaultTimeoutGrace, Timeout.InfiniteTimeSpan);
        services.Scheduler.Queue(new Signal(turn));
    }

    /// <summary>Whether what runs is to be cut.</summary>
    public bool IsOver => _isOver;

    /// <summary>No step runs any more, or those that do have had their time. From any thread, under any lock.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _overs, 1) == 0)
        {
            _isOver = true;
            _services.Scheduler.Queue(this);
        }
    }

    public void Execute()
    {
        _grace.Dispose();
        _turn.Cut();
    }

    private sealed class Signal(InProcessTurn turn) : IThreadPoolWorkItem
    {
        public void Execute() => turn.SignalTokens();
    }
}
