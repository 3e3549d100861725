namespace DurableParallel.Engine.Metrics;

/// <summary>What became of the executions of a function. Written by one thread at a time, read from any.</summary>
internal sealed class FunctionCounts(string functionName)
{
    private long _started;
    private long _ended;
    private long _failed;

    public string FunctionName => functionName;

    public long Started => Volatile.Read(ref _started);

    public long Ended => Volatile.Read(ref _ended);

    public long Failed => Volatile.Read(ref _failed);

    public void OnStarted() => Volatile.Write(ref _started, _started + 1);

    public void OnEnded(bool isFailure)
    {
        Volatile.Write(ref _ended, _ended + 1);
        Volatile.Write(ref _failed, _failed + (isFailure ? 1 : 0));
    }
}
