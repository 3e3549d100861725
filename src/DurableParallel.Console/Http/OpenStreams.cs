namespace DurableParallel.Console.Http;

/// <summary>How many streams are open, and how many may be. Safe from any thread.</summary>
internal sealed class OpenStreams(int most)
{
    private int _open;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _open) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _open);
}
