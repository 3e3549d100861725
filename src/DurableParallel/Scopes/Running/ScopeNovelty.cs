using DurableParallel.Records;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// Which of a scope's flat branches an earlier invocation has begun, where no record tells: a branch that takes the slot of
/// another one began no earlier than that one ended. Only the scope's pump touches it.
/// </summary>
internal struct ScopeNovelty
{
    private Novelty _admitted;

    /// <summary>The scope begins to admit branches.</summary>
    /// <param name="isOnRecord">Whether it is on record, so that an earlier invocation has filled its slots.</param>
    public void Begin(bool isOnRecord) => _admitted = isOnRecord ? Novelty.Known : Novelty.New;

    /// <summary>Of a branch that is admitted now.</summary>
    public readonly Novelty OfAdmitted(bool isKnown) => isKnown ? Novelty.Known : _admitted;

    /// <summary>A flat branch has settled, and the next one takes its slot. It does not show whose slot that one took before.</summary>
    public void OnSettled(Novelty branch)
    {
        if (branch != Novelty.Known && _admitted == Novelty.Known)
        {
            _admitted = Novelty.Unsure;
        }
    }
}
