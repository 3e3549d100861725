namespace DurableParallel.Engine.Scheduling;

/// <summary>Something that has to happen at a time. Has one place in a <see cref="DueQueue"/>, or none.</summary>
internal abstract class DueItem
{
    /// <summary>When, by the engine's running time. The queue's own note.</summary>
    internal long Due { get; set; }

    /// <summary>The place in the queue's heap, from 1; 0 is none. The queue's own note.</summary>
    internal int HeapIndex { get; set; }

    /// <summary>The time has come. Called under no lock, on a thread of the timer's; returns quickly.</summary>
    public abstract void OnDue(long now);
}
