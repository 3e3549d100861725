using System.Collections;

namespace DurableParallel.Scopes.Running;

/// <summary>The branches of a joined scope as outcomes, made when they are looked at: a scope may have very many.</summary>
internal sealed class BranchOutcomes(List<DurableFuture> branches) : IReadOnlyList<BranchOutcome>
{
    public int Count => branches.Count;

    public BranchOutcome this[int index] => branches[index].ToOutcome();

    /// <summary>How a branch ended, without its outcome being made.</summary>
    public BranchStatus StatusOf(int index) => branches[index].Status;

    /// <summary>The path of a branch in names.</summary>
    public string PathOf(int index) => branches[index].Path;

    public IEnumerator<BranchOutcome> GetEnumerator() => branches.Select(static branch => branch.ToOutcome()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
