using DurableParallel.Records;

namespace DurableParallel;

/// <content>Whether the code runs again over what an earlier invocation has done.</content>
public sealed partial class DurableContext
{
    private int _unasked;
    private int _novelty;

    /// <summary>
    /// Whether the code runs again over what was done before: true until this context begins an operation that is not on
    /// record, or awaits one that had not ended when the execution was suspended. After a crash it is not known what had
    /// been done: then it is true until the context has asked for the last operation on record. In a finished child context
    /// or branch whose result was too large to be kept, which runs again for it, it is true to the end. Use it for messages
    /// at most; code that does different things on replay is not deterministic.
    /// </summary>
    public bool IsReplaying => IsRerun || Novelty switch
    {
        Novelty.New => false,
        Novelty.Unsure => HasUnasked,
        _ => HasUnasked || Invocation.IsResumed,
    };

    /// <summary>How far the code has come, as far as operations show it.</summary>
    internal Novelty Novelty
    {
        get => (Novelty)Volatile.Read(ref _novelty);
        private init => _novelty = (int)value;
    }

    private bool HasUnasked => Volatile.Read(ref _unasked) > 0;

    /// <summary>The code has come to something. It never goes back.</summary>
    internal void See(Novelty novelty)
    {
        for (var seen = Volatile.Read(ref _novelty); seen < (int)novelty;)
        {
            seen = Interlocked.CompareExchange(ref _novelty, (int)novelty, seen);
        }
    }
}
