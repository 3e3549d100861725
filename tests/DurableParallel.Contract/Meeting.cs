namespace DurableParallel.Contract;

/// <summary>Lets its visitors go on only in groups of a given size, and remembers how many were there at most at once.</summary>
internal sealed class Meeting(int size)
{
    private readonly Lock _lock = new();
    private Gate _gate = new();
    private int _present;
    private int _arrived;

    public int Peak { get; private set; }

    public Task ArriveAsync()
    {
        lock (_lock)
        {
            _present++;
            Peak = Math.Max(Peak, _present);
            var gate = _gate;
            if (++_arrived == size)
            {
                _arrived = 0;
                _gate = new Gate();
                gate.Open();
            }

            return gate.Opened;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _present--;
        }
    }
}
