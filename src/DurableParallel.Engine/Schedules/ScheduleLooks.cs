namespace DurableParallel.Engine.Schedules;

/// <summary>Counts the schedules of an engine that are looking at what is due.</summary>
/// <param name="onNone">Called when none is any more; null for nothing.</param>
internal sealed class ScheduleLooks(Action? onNone)
{
    private int _count;

    public bool AreUnderWay => Volatile.Read(ref _count) > 0;

    public void Begin() => Interlocked.Increment(ref _count);

    public void End()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            onNone?.Invoke();
        }
    }
}
