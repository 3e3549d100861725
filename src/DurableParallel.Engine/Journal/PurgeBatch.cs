using DurableParallel.Running;

namespace DurableParallel.Engine.Journal;

/// <summary>Rows to be deleted with one commit, or pages to be given back.</summary>
internal sealed class PurgeBatch(IReadOnlyList<IPurgeTarget> targets, int vacuumPages = 0)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<IPurgeTarget> Targets => targets;

    /// <summary>How many free pages to give back to the file system.</summary>
    public int VacuumPages => vacuumPages;

    /// <summary>Completes when it is durable; faults when the engine is gone before.</summary>
    public Task Done => _done.Task;

    public long Purged { get; set; }

    /// <summary>Those of which the log still holds records.</summary>
    public List<IPurgeTarget> NotYet { get; } = [];

    /// <summary>The newest row of the log that holds one of these.</summary>
    public long HeldBy { get; set; }

    /// <summary>Where the log begins now.</summary>
    public long LogHead { get; set; }

    /// <summary>How many pages of the file are free now.</summary>
    public long FreePages { get; set; }

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception fault) => _done.TryFail(fault);
}
