namespace DurableParallel.Engine.Serving;

/// <summary>The last checkpoints of executions that ended with them, in case that their senders did not get the answer. Of the latest few.</summary>
internal sealed class LastCheckpoints
{
    private const int Kept = 256;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, AnsweredCheckpoint> _byExecution = [];
    private readonly Queue<long> _order = [];

    public void Add(long execution, AnsweredCheckpoint last)
    {
        lock (_gate)
        {
            if (_byExecution.TryAdd(execution, last))
            {
                _order.Enqueue(execution);
                if (_order.Count > Kept)
                {
                    _byExecution.Remove(_order.Dequeue());
                }
            }
        }
    }

    public AnsweredCheckpoint? Find(long execution)
    {
        lock (_gate)
        {
            return _byExecution.GetValueOrDefault(execution);
        }
    }
}
