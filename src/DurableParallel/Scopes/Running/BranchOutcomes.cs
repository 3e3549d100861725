using System.Collections;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <summary>The branches of a scope as outcomes, made when they are looked at, and as its summary takes them: there may be very many.</summary>
/// <param name="branches">The branches.</param>
/// <param name="keepsEnds">Whether the ends of single branches are kept, which code may have seen before the scope has ended.</param>
internal sealed class BranchOutcomes(List<DurableFuture> branches, bool keepsEnds) : IReadOnlyList<BranchOutcome>, IBranchSummarySource
{
    public int Count => branches.Count;

    string IBranchSummarySource.Name(int index) => branches[index].Name;

    bool IBranchSummarySource.HasResult(int index) => branches[index].HasResult;

    BranchStatus IBranchSummarySource.Status(int index) => branches[index].Status;

    string? IBranchSummarySource.Payload(int index) => branches[index].Payload;

    DurableError? IBranchSummarySource.Error(int index) => branches[index].Error;

    DateTimeOffset? IBranchSummarySource.EndTimestamp(int index) => keepsEnds ? branches[index].EndTimestamp : null;

    public BranchOutcome this[int index] => branches[index].ToOutcome();

    /// <summary>How a branch ended, without its outcome being made.</summary>
    public BranchStatus StatusOf(int index) => branches[index].Status;

    /// <summary>The path of a branch in names.</summary>
    public string PathOf(int index) => branches[index].Path;

    public IEnumerator<BranchOutcome> GetEnumerator() => branches.Select(static branch => branch.ToOutcome()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
